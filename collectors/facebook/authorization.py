"""Consent to read Facebook Pages."""

from collectors.meta.authorization import SEES_PAGES, MetaAuthorizer
from collectors.meta.reading import Document, text
from domain.users import AccountRef, Platform


class FacebookAuthorizer(MetaAuthorizer):
    """Each Page is an account."""

    platform = Platform.FACEBOOK
    scopes = (*SEES_PAGES, "read_insights")
    own_scopes = ("read_insights",)
    none_found = (
        "Choose at least one Page that you have a task on, and allow pages_show_list; Pages of a business portfolio "
        "are shown only with business_management."
    )

    def account_of(self, page: Document) -> AccountRef | None:
        external_id = text(page.get("id"))
        if external_id is None:
            return None
        return AccountRef(Platform.FACEBOOK, external_id, text(page.get("username")), text(page.get("name")))
