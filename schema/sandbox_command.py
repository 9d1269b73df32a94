"""`pulsegraph sandbox`: a simulator of the platforms on this machine."""

from typing import Annotated

import typer
import uvicorn

from schema.app import SCENARIOS, Sandbox, sandbox_settings, utc_now
from schema.terminal import err, out


def sandbox(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8200,
    scenario: Annotated[str, typer.Option(help="What goes wrong; `--list` says what there is.")] = "calm",
    seed: Annotated[int, typer.Option(help="Another seed, other numbers.")] = 1,
    list_scenarios: Annotated[bool, typer.Option("--list", help="List the scenarios.")] = False,
) -> None:
    """Serve a simulator of the five platforms on this machine, to try collecting without accounts.

    Prints the settings with which `pulsegraph serve`, `connect` and `collect` use it.
    """
    if list_scenarios:
        for name, each in SCENARIOS.items():
            out.print(f"{name:10} {each.about}")
        return
    if scenario not in SCENARIOS:
        raise typer.BadParameter(f"there is no scenario {scenario!r}; `--list` says what there is")
    world = Sandbox(utc_now, SCENARIOS[scenario], seed)
    server = uvicorn.Config(world.app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
    with server.bind_socket() as listening:
        listening.listen()  # whoever reads the address below may come at once
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        err.print(f"The sandbox is at {address}/. {SCENARIOS[scenario].about} Use it with:\n")
        for name, value in sandbox_settings(address).items():
            out.print(f"export {name}={value}")
        uvicorn.Server(server).run(sockets=[listening])
