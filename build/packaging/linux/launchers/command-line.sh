#!/bin/sh
# forger <command>: Forger's command line, on the Node.js that ships with it. Links to this file may lie anywhere.
root=$(dirname "$(dirname "$(readlink -f "$0")")") || exit
resources=$root/resources
# Meant for the person's own Node.js; ours may not even know what is in it.
unset NODE_OPTIONS
exec "$resources/node/node" "$resources/cli/command-line.mjs" "$resources/app.asar.unpacked/out/main/cli.js" "$@"
