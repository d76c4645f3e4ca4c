#!/usr/bin/env bash
# RLIMIT_NPROC counts the threads of the whole user, so a limit that is plenty for one process leaves none where the user has a desktop or
# other jobs. .NET's host then exits with 137, the low byte of its error 0x80008089, which shells and graders read as SIGKILL, mostly taken
# for too little memory. Nobody killed it, and memory is not what is missing.
set -euo pipefail
seen='Failed to create CoreCLR, HRESULT: 0x80070008
exit code 137'

command -v prlimit >/dev/null || { echo "prlimit (util-linux) is not here" >&2; exit 2; }
sdk=$(dotnet --list-sdks | tail -1)                  # 10.0.401 [/usr/share/dotnet/sdk]
folder=${sdk#*[}
program=${folder%]}/${sdk%% *}/dotnet.dll
[[ -f $program ]] || { echo "there is no $program" >&2; exit 2; }

# Root is not held to the limit.
user=()
if [[ $(id -u) -eq 0 ]]; then user=(setpriv --reuid 65534 --regid 65534 --clear-groups --); fi
echo "$(dotnet --list-runtimes | grep '^Microsoft.NETCore.App 10' | tail -1 | cut -d' ' -f1,2): without a thread to be had the host exits as if it had been killed"
result=0
output=$("${user[@]}" prlimit --nproc=1 -- dotnet "$program" --version 2>&1) || result=$?
output+=$'\n'"exit code $result"
printf '%s\n' "$output" | sed 's/^/  /'
if [[ $output != "$seen" ]]; then
  printf 'CHANGED. Seen before:\n%s\n' "$seen"
  exit 1
fi
