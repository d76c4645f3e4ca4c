# Sourced by the scripts beside it. Each puts a C# program in $program and what it printed in $seen, and calls check.
set -euo pipefail

torchsharp=0.107.0
libtorch=2.10.0

# check: builds and runs the program with TorchSharp from NuGet in a temporary folder, shows what it prints, and fails where that has changed.
check() {
  local folder packages output
  folder=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf -- '$folder'" EXIT
  cd -- "$folder"
  cat >finding.csproj <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="[$torchsharp]" ExcludeAssets="native" />
    <PackageDownload Include="libtorch-cpu-linux-x64" Version="[$libtorch]" />
  </ItemGroup>
</Project>
PROJECT
  printf 'using TorchSharp;\nusing TorchSharp.Modules;\nusing static TorchSharp.torch;\n%s\n' "$program" >Program.cs
  dotnet build -c Release -o out -v q --nologo >build.txt 2>&1 || { cat build.txt; exit 2; }

  # The native libraries lie beside TorchSharp.dll: links to the packages, and a copy of the one that is changed.
  packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//; s:/*$::')
  ln -s "$packages/libtorch-cpu-linux-x64/$libtorch/runtimes/linux-x64/native/"*.so* out/
  cp "$packages/torchsharp/$torchsharp/runtimes/linux-x64/native/libLibTorchSharp.so" out/
  python3 - out/libLibTorchSharp.so <<'WEAK'
import struct, sys
# libstdc++ of Debian 12 lacks GLIBCXX_3.4.32, of which only a marker is needed: the need is marked weak (elf.h, Elf64_Vernaux).
data, hash = bytearray(open(sys.argv[1], "rb").read()), 0
for c in b"GLIBCXX_3.4.32":
    hash = (hash << 4) + c
    hash = (hash ^ (hash & 0xF0000000) >> 24) & 0x0FFFFFFF
at = data.find(struct.pack("<IH", hash, 0))
assert at > 0 and data.find(struct.pack("<IH", hash, 0), at + 1) < 0
data[at + 4] |= 2
open(sys.argv[1], "wb").write(data)
WEAK

  echo "TorchSharp $torchsharp, libtorch $libtorch: $behaviour"
  output=$(dotnet out/finding.dll 2>errors.txt) || { cat errors.txt; exit 2; }
  printf '%s\n' "$output" | sed 's/^/  /'
  if [[ $output != "$seen" ]]; then
    printf 'CHANGED. Seen before:\n%s\n' "$seen"
    exit 1
  fi
}
