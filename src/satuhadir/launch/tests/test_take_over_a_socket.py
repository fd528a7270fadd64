# SPDX-License-Identifier: Apache-2.0
"""A socket held by systemd: presses during a restart wait and are answered."""

import os
import socket
import subprocess
import sys

SERVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_PID"], os.environ["LISTEN_FDS"] = str(os.getpid()), "1"
code = "from satuhadir.launch.web import _listen; c = _listen('127.0.0.1', 9).accept()[0]; "
code += "c.recv(9); c.sendall(sys.argv[1].encode())"
os.execv(sys.executable, [sys.executable, "-c", "import sys; " + code, sys.argv[2]])
"""


def test_a_press_between_two_servers_is_answered_by_the_second() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        for answer in ("satu", "dua"):
            # It presses before anybody is there to take it.
            with socket.create_connection(held.getsockname(), timeout=20) as press:
                press.sendall(b"tekan")
                server = subprocess.Popen(
                    [sys.executable, "-c", SERVER, str(held.fileno()), answer],
                    pass_fds=[held.fileno()],
                    env={k: v for k, v in os.environ.items() if not k.startswith("LISTEN_")},
                )
                assert press.recv(9).decode() == answer
                assert server.wait(timeout=20) == 0


def test_a_socket_meant_for_another_process_is_left_alone() -> None:
    code = (
        "from satuhadir.launch.web import _listen; print(_listen('127.0.0.1', 0).getsockname()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=dict(os.environ) | {"LISTEN_PID": "1", "LISTEN_FDS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "127.0.0.1"
