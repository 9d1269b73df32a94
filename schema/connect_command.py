"""`pulsegraph connect`, `disconnect` and `credentials`: access to accounts, from the terminal."""

import asyncio
import sys
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import typer

from domain.credentials import Credentials, Granted, Secret
from domain.errors import InvalidInputError, UserNotFoundError
from domain.users import Account, AccountRef, Platform
from resolvers.connections import callback_url
from schema.app import Pulsegraph, new_key
from schema.terminal import execute, out

_ANSWER = b"Thank you. This window can be closed; the terminal says what was connected.\n"
_WAITS_SECONDS = 15 * 60
_LINE_SECONDS = 10

credentials_app = typer.Typer(help="The keys that credentials are sealed with.", no_args_is_help=True)

UserOption = Annotated[str, typer.Option("--user", help="The user that the account belongs to.")]


def connect(
    platform: Annotated[Platform, typer.Argument(help="The platform.")],
    user_id: UserOption,
    port: Annotated[int, typer.Option(help="Port of this machine that the answer comes to; register it.")] = 8765,
    paste: Annotated[
        bool, typer.Option("--paste", help="The answer comes to the server's own address, and is pasted here.")
    ] = False,
    token: Annotated[
        bool, typer.Option("--token", help="Read an access token from standard input, instead of asking for consent.")
    ] = False,
    external_id: Annotated[str | None, typer.Option(help="With --token: the platform's id of the account.")] = None,
    handle: Annotated[str | None, typer.Option(help="With --token: the account's handle.")] = None,
) -> None:
    """Connect accounts of a platform: open an address, give access there, and that is it.

    The address to register with the platform is http://127.0.0.1:PORT/connect/callback.
    """

    async def work(pulsegraph: Pulsegraph) -> tuple[Account, ...]:
        connections = pulsegraph.services.connections
        if token:
            if external_id is None:
                raise InvalidInputError("With --token say also --external-id, the platform's id of the account.")
            text = sys.stdin.readline().strip()
            if not text:
                raise InvalidInputError("There is no token on standard input.")
            granted = Granted(AccountRef(platform, external_id, handle), Credentials(Secret(text)))
            return (await connections.connect(user_id, granted),)
        redirect = callback_url(pulsegraph.services.public_url if paste else f"http://127.0.0.1:{port}")
        address = await connections.ask(user_id, platform, redirect)
        asked = f"Open this address and give access:\n\n{address}\n"
        answer = await _pasted(asked) if paste else await _answer(port, asked)
        said = {name: values[0] for name, values in parse_qs(urlsplit(answer).query).items()}
        if "code" not in said or "state" not in said:
            raise InvalidInputError(f"No access was given: {said.get('error_description') or said.get('error')}.")
        return await connections.grant(said["state"], said["code"])

    for account in execute(work):
        out.print(f"connected {account.platform.label} {account.label}")


def disconnect(
    platform: Annotated[Platform, typer.Argument(help="The platform.")],
    account: Annotated[str, typer.Argument(help="Handle, name or id of the account.")],
    user_id: UserOption,
    erase: Annotated[bool, typer.Option("--erase", help="Remove everything that is known of it, for ever.")] = False,
) -> None:
    """Stop reading an account and forget its credentials. Its history is kept unless it is erased."""

    async def work(pulsegraph: Pulsegraph) -> str:
        async with pulsegraph.services.storage.read() as unit:
            if not await unit.users.find([user_id]):
                raise UserNotFoundError(user_id)
            known = (await unit.users.accounts([user_id]))[user_id]
        found = [a for a in known if a.platform is platform and account in (a.handle, a.name, a.external_id)]
        if len(found) != 1:
            raise InvalidInputError(f"{len(found)} accounts of {user_id!r} on {platform.label} are called {account!r}.")
        gone = await pulsegraph.services.connections.disconnect(user_id, found[0].account_id, erase=erase)
        told = "the platform was told" if gone.revoked else "the platform was not told"
        if gone.removed is None:
            return f"disconnected {gone.account.label}; {told}; its history is kept"
        removed = gone.removed
        return (
            f"erased {gone.account.label}; {told}: {removed.posts:,} posts, {removed.days:,} days, "
            f"{removed.observations:,} observations, {removed.engagements:,} engagements"
        )

    out.print(execute(work))


@credentials_app.command("new-key")
def credentials_new_key() -> None:
    """Print a new key, for the front of PULSEGRAPH_SECRET_KEYS."""
    out.print(new_key())


@credentials_app.command("rotate")
def credentials_rotate() -> None:
    """Seal all credentials anew with the first key; then the others can be removed."""

    async def work(pulsegraph: Pulsegraph) -> int:
        async with pulsegraph.database.write() as unit:
            return await unit.credentials.reseal()

    out.print(f"{execute(work):,} credentials sealed anew")


async def _pasted(asked: str) -> str:
    out.print(asked)
    return (await asyncio.to_thread(input, "Paste the address that you were sent to: ")).strip()


async def _answer(port: int, asked: str) -> str:
    """The path and query of the first request to the callback, once somebody was asked; the browser is thanked."""
    answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_LINE_SECONDS):  # browsers open connections in advance, and never use them
                request = (await reader.readline()).decode("latin-1").split()
        except TimeoutError:
            request = []
        target = request[1] if len(request) > 1 else ""
        found = urlsplit(target).path == "/connect/callback"
        status = b"200 OK" if found else b"404 Not Found"
        body = _ANSWER if found else b""
        writer.write(b"HTTP/1.1 %b\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n%b" % (status, body))
        await writer.drain()
        writer.close()
        if found and not answered.done():
            answered.set_result(target)

    listening = await asyncio.start_server(serve, "127.0.0.1", port)
    out.print(asked)
    try:
        async with asyncio.timeout(_WAITS_SECONDS):
            return await answered
    finally:
        listening.close()
