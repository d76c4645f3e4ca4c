using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Marks one version that a 64-bit ELF library needs of another as weak, so that the loader does without it.</summary>
/// <remarks>
/// libLibTorchSharp.so was linked where libstdc++ has GLIBCXX_3.4.32, and needs of that version only the marker
/// std::ios_base_library_init(), which no relocation refers to. Debian 12, Ubuntu 22.04 and RHEL 9 have an older libstdc++ and would
/// refuse the library for it. Layout: System V ABI, "Symbol Versioning" in the Linux Standard Base, and elf.h.
/// </remarks>
public class MarkVersionWeak : Task
{
    private const int ProgramHeaderOffset = 32, ProgramHeaderSize = 54, ProgramHeaderCount = 56;
    private const uint Load = 1, Dynamic = 2;
    private const long StringTable = 5, VersionNeeds = 0x6ffffffe, VersionNeedCount = 0x6fffffff;
    private const ushort Weak = 2;

    /// <summary>The library, changed in place.</summary>
    [Required]
    public string File { get; set; }

    /// <summary>The library that it needs the version of.</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The version.</summary>
    [Required]
    public string Version { get; set; }

    private byte[] _bytes;

    public override bool Execute()
    {
        _bytes = System.IO.File.ReadAllBytes(File);
        if (_bytes.Length < 64 || _bytes[0] != 0x7f || _bytes[1] != 'E' || _bytes[2] != 'L' || _bytes[3] != 'F' || _bytes[4] != 2
            || _bytes[5] != 1)
        {
            Log.LogError("{0} is not a 64-bit little-endian ELF library.", File);
            return false;
        }

        long strings = 0, needs = 0, count = 0;
        for (long at = SegmentOf(Dynamic); Long(at) != 0; at += 16)
        {
            if (Long(at) == StringTable) strings = OffsetOf(Long(at + 8));
            if (Long(at) == VersionNeeds) needs = OffsetOf(Long(at + 8));
            if (Long(at) == VersionNeedCount) count = Long(at + 8);
        }

        for (long need = needs; count > 0; count--, need += UInt(need + 12))
        {
            if (Text(strings + UInt(need + 4)) != Library) continue;
            long version = need + UInt(need + 8);
            for (int left = UShort(need + 2); left > 0; left--, version += UInt(version + 12))
            {
                if (Text(strings + UInt(version + 8)) != Version) continue;
                _bytes[version + 4] |= (byte)Weak;
                // A new file: what had been linked to the old one keeps its own.
                System.IO.File.WriteAllBytes(File + ".tmp", _bytes);
                System.IO.File.Delete(File);
                System.IO.File.Move(File + ".tmp", File);
                return true;
            }
        }

        // A later TorchSharp may do without it; then there is nothing to mark.
        Log.LogMessage("{0} does not need {1} of {2}.", File, Version, Library);
        return true;
    }

    private long SegmentOf(uint type)
    {
        for (int i = 0; i < UShort(ProgramHeaderCount); i++)
        {
            long header = Long(ProgramHeaderOffset) + (i * UShort(ProgramHeaderSize));
            if (UInt(header) == type) return Long(header + 8);
        }

        throw new InvalidDataException(File + " has no dynamic section.");
    }

    // What the dynamic section calls an address, as a place in the file.
    private long OffsetOf(long address)
    {
        for (int i = 0; i < UShort(ProgramHeaderCount); i++)
        {
            long header = Long(ProgramHeaderOffset) + (i * UShort(ProgramHeaderSize));
            long start = Long(header + 16);
            if (UInt(header) == Load && address >= start && address < start + Long(header + 32)) return address - start + Long(header + 8);
        }

        throw new InvalidDataException(File + " names an address that no segment holds.");
    }

    private string Text(long at)
    {
        int length = 0;
        while (_bytes[at + length] != 0) length++;
        return Encoding.ASCII.GetString(_bytes, (int)at, length);
    }

    private ushort UShort(long at) => BitConverter.ToUInt16(_bytes, (int)at);

    private uint UInt(long at) => BitConverter.ToUInt32(_bytes, (int)at);

    private long Long(long at) => BitConverter.ToInt64(_bytes, (int)at);
}
