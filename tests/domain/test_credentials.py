"""What is kept out of every text."""

import pytest

from domain.credentials import Credentials, Secret, redacted


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret("EAAG-very-secret")

    assert (str(secret), repr(secret), f"{secret}", secret.text) == ("***", "Secret()", "***", "EAAG-very-secret")
    assert "very-secret" not in repr(Credentials(secret, refresh_token=secret))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://h/a?access_token=EAAx&limit=5", "https://h/a?access_token=***&limit=5"),
        ("https://h/a?limit=5&appsecret_proof=0f9", "https://h/a?limit=5&appsecret_proof=***"),
        ("grant_type=refresh_token&refresh_token=abc", "grant_type=refresh_token&refresh_token=***"),
        ("code=AQX&state=s1", "code=***&state=s1"),
        ('{"access_token": "abc", "expires_in": 5}', '{"access_token": "***", "expires_in": 5}'),
        ("{'client_secret':'abc'}", "{'client_secret':\"***\"}"),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer ***"),
        ("Basic dXNlcjpwYXNzd29yZA==", "Basic ***"),
        ("token EAAGm0PX4ZCpsBAKZCwZDZDabcdef was refused", "token *** was refused"),
        ("postgresql+asyncpg://pulse:hunter2@db/numbers", "postgresql+asyncpg://pulse:***@db/numbers"),
        ("next_token=7140w&status=5", "next_token=7140w&status=5"),
        ("error_code=190 of 3 codes", "error_code=190 of 3 codes"),
        ('{\\"access_token\\":\\"abc\\",\\"a\\":1}', '{\\"access_token\\":"***",\\"a\\":1}'),
        ("Access-Token: 0123456789abcdef", "Access-Token: ***"),
        ("access_token: 0123456789abcdef", "access_token: ***"),
        ("AQXdSP_W41_UPs5ioT_t8HESyODB4FqbkJ8LrV_5mff4gPODzOYR was refused", "*** was refused"),
        ("error code: 12", "error code: 12"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_tokens_are_taken_out_of_texts(text: str, clean: str) -> None:
    assert redacted(text) == clean
