"""Consent to read the Instagram accounts that belong to Facebook Pages."""

from collectors.meta.authorization import SEES_PAGES, MetaAuthorizer
from collectors.meta.reading import Document, at, text
from domain.users import AccountRef, Platform


class InstagramAuthorizer(MetaAuthorizer):
    """Each Page with a business account on Instagram is an account, read with the token of the Page."""

    platform = Platform.INSTAGRAM
    scopes = (*SEES_PAGES, "instagram_basic", "instagram_manage_insights")
    own_scopes = ("instagram_manage_insights", "instagram_basic")
    none_found = (
        "Choose a Page that you have a task on together with the business account on Instagram that is connected to "
        "it, and allow pages_show_list and instagram_basic; Pages of a business portfolio are shown only with "
        "business_management."
    )

    def account_of(self, page: Document) -> AccountRef | None:
        business = page.get("instagram_business_account")
        external_id = text(at(business, "id"))
        if external_id is None:
            return None
        name = text(at(business, "name")) or text(page.get("name"))
        return AccountRef(Platform.INSTAGRAM, external_id, text(at(business, "username")), name)
