"""Connecting, collecting and letting go from the terminal, over the sandbox on a port of this machine."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx2
import pytest

PULSEGRAPH = Path(sys.executable).parent / "pulsegraph"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


async def say(environment: Mapping[str, str], *arguments: str, given: bytes | None = None) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    process = await asyncio.create_subprocess_exec(
        PULSEGRAPH,
        *arguments,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(given or b"")
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.fixture
async def environment(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """A database with a user, and a sandbox that stands for the platforms: with the settings that it prints."""
    environment = os.environ | {
        "PULSEGRAPH_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/terminal.db",
        "PULSEGRAPH_SECRET_KEY_FILE": str(tmp_path / "key"),
    }
    sandbox = await asyncio.create_subprocess_exec(
        PULSEGRAPH,
        *("sandbox", "--port", "0"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert sandbox.stdout is not None
    while "TIKTOK__CLIENT_SECRET" not in " ".join(environment):
        name, _, value = (await sandbox.stdout.readline()).decode().strip().removeprefix("export ").partition("=")
        environment[name] = value
    await say(environment, "users", "add", "acme")
    yield environment
    sandbox.terminate()
    await sandbox.wait()


async def connected(environment: Mapping[str, str], platform: str) -> tuple[int, str]:
    """Exit code and last line of `connect`, when somebody opens the address that it prints."""
    process = await asyncio.create_subprocess_exec(
        PULSEGRAPH,
        *("connect", platform, "--user", "acme", "--port", str(free_port())),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    address = ""
    while not address.startswith("http"):
        address = (await process.stdout.readline()).decode().strip()
    async with httpx2.AsyncClient(follow_redirects=True) as browser:
        thanks = await browser.get(address)
    assert thanks.text == "Thank you. This window can be closed; the terminal says what was connected.\n"
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, (out or err).decode().strip()


async def test_an_account_is_connected_planned_collected_and_let_go(environment: dict[str, str]) -> None:
    assert await connected(environment, "tiktok") == (0, "connected TikTok kestrelcoffee")

    _, plan, _ = await say(environment, "collect", "acme", "--days-back", "20", "--dry-run", "--json")
    code, run, _ = await say(environment, "collect", "acme", "--days-back", "20", "--json")
    (planned,), (done,) = json.loads(plan)["accounts"], json.loads(run)["runs"]
    assert (planned["platform"], planned["account"], planned["problem"]) == ("TIKTOK", "kestrelcoffee", None)
    assert [step["what"] for step in planned["steps"]] == ["profile", "videos"]
    assert (code, done["status"], done["accounts"][0]["reason"]) == (0, "SUCCEEDED", None)
    assert done["postsAdded"] > 0
    assert done["calls"] >= planned["calls"] == 2

    _, shown, _ = await say(environment, "collect", "acme", "--dry-run")
    assert "TikTok" in shown
    assert "together: at least" in shown

    code, gone, _ = await say(environment, "disconnect", "tiktok", "kestrelcoffee", "--user", "acme", "--erase")
    assert code == 0
    assert gone.startswith(f"erased kestrelcoffee; the platform was told: {done['postsAdded']:,} posts, ")
    code, _, said = await say(environment, "collect", "acme")
    assert (code, said) == (1, "error: User 'acme' has no account on any platform that can be collected.\n")


async def test_a_token_that_one_has_is_read_from_standard_input_and_never_shown(environment: dict[str, str]) -> None:
    token = ("connect", "x", "--user", "acme", "--token")

    code, out, err = await say(environment, *token, "--external-id", "12", "--handle", "ada", given=b"s3cret-token\n")
    missing = await say(environment, *token, given=b"s3cret-token\n")
    empty = await say(environment, *token, "--external-id", "12", given=b"\n")
    failed = await say(environment, "collect", "acme", "--json")

    assert (code, out) == (0, "connected X ada\n")
    assert missing == (1, "", "error: With --token say also --external-id, the platform's id of the account.\n")
    assert empty == (1, "", "error: There is no token on standard input.\n")
    (run,) = json.loads(failed[1])["runs"]
    assert (failed[0], run["status"]) == (1, "FAILED")
    assert "s3cret" not in " ".join((out, err, *missing[1:], *failed[1:]))


async def test_keys_are_made_and_credentials_sealed_anew(environment: dict[str, str]) -> None:
    old = (await say(environment, "credentials", "new-key"))[1].strip()
    new = (await say(environment, "credentials", "new-key"))[1].strip()
    connect = ("connect", "x", "--user", "acme", "--token", "--external-id", "12")

    async def under(keys: str, *arguments: str) -> tuple[int, str, str]:
        return await say(environment | {"PULSEGRAPH_SECRET_KEYS": keys}, *arguments, given=b"token\n")

    await under(old, *connect)
    rotated = await under(f"{new},{old}", "credentials", "rotate")
    with_new = await under(new, "credentials", "rotate")
    with_old = await under(old, "credentials", "rotate")

    assert rotated == with_new == (0, "1 credentials sealed anew\n", "")
    assert (with_old[0], with_old[1]) == (4, "")
    assert "sealed with another key" in with_old[2]


async def test_the_sandbox_lists_what_can_go_wrong_and_refuses_the_unknown(environment: dict[str, str]) -> None:
    code, listed, _ = await say(environment, "sandbox", "--list")
    refused = await say(environment, "sandbox", "--scenario", "sunny")

    assert code == 0
    assert [line.split()[0] for line in listed.splitlines()][:3] == ["calm", "expiry", "revoked"]
    assert refused[0] == 2
    assert "sunny" in refused[2]
