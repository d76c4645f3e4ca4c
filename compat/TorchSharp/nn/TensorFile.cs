using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// TorchSharp's own format of a tensor in a stream: element type, number of dimensions and sizes as LEB128, then the elements.
/// </summary>
internal static unsafe class TensorFile
{
    private const int ChunkBytes = 1 << 20;

    internal static void Write(BinaryWriter writer, Tensor tensor)
    {
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        writer.Write7BitEncodedInt64(tensor.dim());
        foreach (long size in tensor.shape) writer.Write7BitEncodedInt64(size);
        using var scope = NewDisposeScope();
        Tensor flat = tensor.detach().cpu().contiguous();
        byte* p = (byte*)Native.br_data(flat.Handle);
        long bytes = Native.br_numel(flat.Handle) * Native.br_itemsize(flat.Handle);
        for (long at = 0; at < bytes; at += ChunkBytes)
            writer.Write(new ReadOnlySpan<byte>(p + at, (int)Math.Min(ChunkBytes, bytes - at)));
        GC.KeepAlive(flat);
    }

    /// <summary>Reads the next tensor into <paramref name="target"/>, or past it when that is null.</summary>
    internal static void Read(BinaryReader reader, Tensor? target, string key)
    {
        var dtype = (ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[checked((int)reader.Read7BitEncodedInt64())];
        for (int i = 0; i < shape.Length; i++) shape[i] = reader.Read7BitEncodedInt64();
        if (target is not null && (target.dtype != dtype || !target.shape.AsSpan().SequenceEqual(shape)))
            throw new ArgumentException(
                $"Mismatched tensor '{key}': the module's is {target.dtype} [{string.Join(", ", target.shape)}], " +
                $"the saved one is {dtype} [{string.Join(", ", shape)}]. Build the module with the saved sizes, or skip the key.");

        using var scope = NewDisposeScope();
        using var off = no_grad();
        Tensor read = empty(shape, dtype: dtype);
        long bytes = Native.br_numel(read.Handle) * Native.br_itemsize(read.Handle);
        byte* p = (byte*)Native.br_data(read.Handle);
        for (long at = 0; at < bytes; at += ChunkBytes)
            reader.BaseStream.ReadExactly(new Span<byte>(p + at, (int)Math.Min(ChunkBytes, bytes - at)));
        if (target is not null) _ = target.copy_(read);
    }
}
