"""Consent to read Facebook Pages."""

from collectors.meta.authorization import MetaAuthorizer
from collectors.meta.reading import Document, text
from domain.users import AccountRef, Platform


class FacebookAuthorizer(MetaAuthorizer):
    """Each Page is an account."""

    platform = Platform.FACEBOOK
    scopes = ("pages_show_list", "pages_read_engagement", "read_insights")
    own_scopes = ("read_insights",)

    def account_of(self, page: Document) -> AccountRef | None:
        external_id = text(page.get("id"))
        if external_id is None:
            return None
        return AccountRef(Platform.FACEBOOK, external_id, text(page.get("username")), text(page.get("name")))
