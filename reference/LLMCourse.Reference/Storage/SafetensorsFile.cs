using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Storage;

/// <summary>An open safetensors file: the header is read and checked, tensors are read when they are asked for.</summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>Elements are read and written in pieces of this many, because a span cannot be longer than 2 GiB.</summary>
    internal const long Piece = 1 << 22;

    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _byName;

    private SafetensorsFile(SafeFileHandle handle, string path, long dataStart, IReadOnlyList<SafetensorsEntry> entries,
        IReadOnlyDictionary<string, string> metadata)
    {
        _handle = handle;
        _path = path;
        _dataStart = dataStart;
        Entries = entries;
        Metadata = metadata;
        _byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>Gets what the file holds, in the order of the bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Gets the texts that the file carries beside its tensors; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks all of its header.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file, which the caller disposes.</returns>
    /// <exception cref="SafetensorsException">The file is cut off, damaged, or lies about its tensors.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder or may not be read.</exception>
    internal static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("The format is little-endian and this processor is not; use another machine.");

        SafeFileHandle handle = File.OpenHandle(path);
        try
        {
            long length = RandomAccess.GetLength(handle);
            Span<byte> prefix = stackalloc byte[sizeof(ulong)];
            if (length < prefix.Length)
                throw new SafetensorsException(path, null,
                    $"it has {length} bytes, and the length of the header alone takes 8. The file is cut off; copy or download it again.");
            Fill(handle, prefix, 0, path, null);
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > SafetensorsHeader.LongestHeader)
                throw new SafetensorsException(path, null,
                    $"its header claims {headerLength} bytes, more than the {SafetensorsHeader.LongestHeader} that the format allows. This is not a safetensors file; export the weights again.");
            if ((long)headerLength > length - prefix.Length)
                throw new SafetensorsException(path, null,
                    $"its header claims {headerLength} bytes, but {length - prefix.Length} follow. The file is cut off; copy or download it again.");

            var json = new byte[headerLength];
            Fill(handle, json, prefix.Length, path, null);
            long dataStart = prefix.Length + json.Length;
            var (entries, metadata) = SafetensorsHeader.Parse(json, length - dataStart, path);
            return new SafetensorsFile(handle, path, dataStart, entries, metadata);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>A new tensor on the CPU, of the type and shape that the header says, which the caller disposes.</returns>
    /// <exception cref="KeyNotFoundException">The file has no tensor of this name.</exception>
    /// <exception cref="SafetensorsException">The file became shorter after it was opened, or a BOOL tensor
    /// has a byte that is neither 0 nor 1.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public Tensor Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (!_byName.TryGetValue(name, out SafetensorsEntry? entry))
            throw new KeyNotFoundException($"{_path} has no tensor {SafetensorsException.Quote(name)}; Entries lists those that it has.");

        using var scope = NewDisposeScope();
        Tensor tensor = empty([.. entry.Shape], entry.Type);
        Tensor flat = tensor.view(-1);
        int size = SafetensorsTypes.SizeOf(entry.Type);
        for (long start = 0; start < flat.shape[0]; start += Piece)
        {
            using Tensor piece = flat.narrow(0, start, Math.Min(Piece, flat.shape[0] - start));
            Span<byte> bytes = piece.bytes;
            Fill(_handle, bytes, _dataStart + entry.Offset + (start * size), _path, name);

            // Any other byte in a bool tensor makes two tensors that print alike compare as different.
            if (entry.Type == ScalarType.Bool && bytes.ContainsAnyExceptInRange((byte)0, (byte)1))
                throw new SafetensorsException(_path, name,
                    "it is BOOL but has a byte that is neither 0 nor 1. The file is damaged; copy or download it again.");
        }

        return tensor.MoveToOuterDisposeScope();
    }

    /// <summary>Copies the file's tensors into a module, all of them or none.</summary>
    /// <param name="module">The module, changed in place. Its state dict and the file must have the same names and shapes; floating-point
    /// types convert into each other, other types must be equal.</param>
    /// <exception cref="SafetensorsException">Names, shapes or types differ, or a tensor cannot
    /// be read; the module is as it was.</exception>
    public void LoadInto(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Dictionary<string, Tensor> state = module.state_dict();
        CheckNames(state);
        foreach ((string name, Tensor target) in state)
            CheckFits(_byName[name], target);

        // All is read before anything is copied, so that a read error leaves the module as it was.
        Dictionary<string, Tensor> values = state.Keys.ToDictionary(name => name, Read, StringComparer.Ordinal);
        foreach ((string name, Tensor target) in state)
            _ = target.copy_(values[name]);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private void CheckNames(Dictionary<string, Tensor> state)
    {
        string[] missing = [.. state.Keys.Where(name => !_byName.ContainsKey(name)).Order(StringComparer.Ordinal)];
        string[] surplus = [.. _byName.Keys.Where(name => !state.ContainsKey(name)).Order(StringComparer.Ordinal)];
        if (missing.Length + surplus.Length > 0)
        {
            string both =
                string.Join("; ", new[] { List("missing", missing), List("not in the module", surplus) }.Where(part => part.Length > 0));
            throw new SafetensorsException(
                _path,
                null,
                $"its names are not the module's: {both}. Make the module with the configuration that the weights were saved with, or rename the tensors.");
        }
    }

    private static string List(string what, string[] names)
    {
        const int Shown = 5;
        if (names.Length == 0)
            return "";
        string more = names.Length > Shown ? $" and {names.Length - Shown} more" : "";
        return $"{what} {string.Join(", ", names.Take(Shown).Select(SafetensorsException.Quote))}{more}";
    }

    private void CheckFits(SafetensorsEntry entry, Tensor target)
    {
        if (!target.shape.AsSpan().SequenceEqual([.. entry.Shape]))
            throw new SafetensorsException(_path, entry.Name,
                $"its shape is {Shapes.Join(entry.Shape)}, but the module has {Shapes.Text(target)}. Make the module with the configuration that the weights were saved with.");
        bool converts = entry.Type == target.dtype
            || (SafetensorsTypes.IsFloatingPoint(entry.Type) && SafetensorsTypes.IsFloatingPoint(target.dtype));
        if (!converts)
            throw new SafetensorsException(_path, entry.Name,
                $"its type is {entry.Type}, but the module has {target.dtype}; only floating-point types convert into each other.");
    }

    private static void Fill(SafeFileHandle handle, Span<byte> target, long offset, string path, string? tensor)
    {
        while (target.Length > 0)
        {
            int read = RandomAccess.Read(handle, target, offset);
            if (read == 0)
                throw new SafetensorsException(path, tensor,
                    $"the file ended at byte {offset} while it was read. It became shorter after it was opened; copy or download it again.");
            target = target[read..];
            offset += read;
        }
    }
}
