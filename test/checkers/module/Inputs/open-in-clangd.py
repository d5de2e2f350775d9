# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Opens FILE in CLANGD as an editor does and prints what is published on it.

    open-in-clangd.py CLANGD FILE
"""

import json
import os
import subprocess
import sys
import threading

clangd, path = sys.argv[1], os.path.realpath(sys.argv[2])
uri = "file://" + path
server = subprocess.Popen(
    [clangd, "--enable-config", "--log=error", "--background-index=0"],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
    cwd=os.path.dirname(path),
)
deadline = threading.Timer(60, server.kill)
deadline.start()


def send(method, params, **more):
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more})
    server.stdin.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
    server.stdin.flush()


def receive():
    length = 0
    while (header := server.stdout.readline().strip()):
        if header.lower().startswith(b"content-length:"):
            length = int(header.split(b":")[1])
    if not length:
        sys.exit("open-in-clangd.py: clangd ended without an answer")
    return json.loads(server.stdout.read(length))


send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, id=0)
send("initialized", {})
with open(path, encoding="utf-8") as text:
    document = {"uri": uri, "languageId": "c", "version": 1, "text": text.read()}
send("textDocument/didOpen", {"textDocument": document})
while True:
    message = receive()
    # clangd also publishes on its own configuration file.
    if message.get("method") == "textDocument/publishDiagnostics":
        if message["params"]["uri"] == uri:
            break
for found in message["params"]["diagnostics"]:
    line = found["range"]["start"]["line"] + 1
    print(f"{os.path.basename(path)}:{line}: {found.get('code')}: {found['message']}")
send("shutdown", None, id=1)
send("exit", None)
deadline.cancel()
sys.exit(server.wait())
