#!/bin/sh
# Runs the sandbox's stand-in for LiteLLM where no sandbox is: takes LiteLLM's options, gives the stand-in its first line, and opens
# to the pod's network the loopback port that it reports. Needs a writable /tmp.
command=
for argument in "$@"; do
    command="$command${command:+,}\"$argument\""
done
mkfifo -m 600 /tmp/stdin /tmp/stdout
exec 3<>/tmp/stdin
printf '{"command":[%s],"workingDirectory":"/app","hostName":"%s","mounts":{"/":"/"},"certificateAuthority":"/etc/relay/ca.crt"}\n' \
    "$command" "$(hostname)" >&3
dotnet /app/OpenClaw.Sandbox.dll relay <&3 >/tmp/stdout &
relay=$!
trap 'echo stop >&3' TERM INT
mark=$(printf '\001')
while IFS= read -r line; do
    case $line in
        "$mark"*)
            port=${line##*\"actual\":}
            socat TCP-LISTEN:4000,fork,reuseaddr "TCP:127.0.0.1:${port%%[!0-9]*}" &
            ;;
        *) printf '%s\n' "$line" ;;
    esac
done </tmp/stdout &
while kill -0 $relay 2>/dev/null; do wait $relay; done
wait $relay
