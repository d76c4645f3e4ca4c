using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.M09;

public sealed partial class HnswIndex
{
    #region Solution
    private static readonly byte[] Magic = "HNSW-09\n"u8.ToArray();
    #endregion

    /// <summary>Writes the index, from where the stream is. The stream stays open.</summary>
    /// <param name="stream">Where to.</param>
    /// <remarks>The format is yours. It ends in a SHA-256 of all before it, or something else that tells a changed byte.</remarks>
    [Exercise("M09.E7")]
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // TODO M09.E7: write all that a search and the next Add depend on, and a checksum.
        #region Solution
        using MemoryStream body = new();
        using BinaryWriter writer = new(body, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Dimension);
        writer.Write(_options.M);
        writer.Write(_options.EfConstruction);
        writer.Write(_options.Seed);
        writer.Write(_added);
        writer.Write(_entry);
        writer.Write(_nodes.Count);
        foreach (Node node in _nodes)
        {
            writer.Write(node.Id);
            writer.Write(node.IsRemoved);
            foreach (float x in node.Vector) writer.Write(x);
            writer.Write(node.Links.Length);
            foreach (List<Neighbour> links in node.Links)
            {
                writer.Write(links.Count);
                foreach (Neighbour link in links)
                {
                    writer.Write(link.Node);
                    writer.Write(link.Distance);
                }
            }
        }

        writer.Flush();
        byte[] bytes = body.ToArray();
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
        #endregion
    }

    /// <summary>Reads an index that <see cref="Save"/> wrote, to the end of the stream: searches give the same results to the bit, and so
    /// they do after the same further calls.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="distance">What is near; the same as when it was saved.</param>
    /// <exception cref="InvalidDataException">It is not an index, or a damaged one: cut off, changed, or with something behind it.</exception>
    [Exercise("M09.E7")]
    public static HnswIndex Load(Stream stream, VectorDistance distance)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(distance);
        // TODO M09.E7: check the sum before anything is believed, then read what Save wrote.
        #region Solution
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        byte[] all = copy.ToArray();
        int length = all.Length - SHA256.HashSizeInBytes;
        if (length < Magic.Length || !all.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new InvalidDataException($"The stream holds {all.Length} bytes that do not begin as an index does; give it what Save wrote.");
        if (!SHA256.HashData(all.AsSpan(0, length)).AsSpan().SequenceEqual(all.AsSpan(length)))
            throw new InvalidDataException("The index is damaged: its checksum is another. Build it anew.");
        using BinaryReader reader = new(new MemoryStream(all, Magic.Length, length - Magic.Length), Encoding.UTF8);
        try
        {
            return Read(reader, distance);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("The index is not one that Save wrote, though its checksum is right.", e);
        }
        #endregion
    }

    #region Solution
    private static HnswIndex Read(BinaryReader reader, VectorDistance distance)
    {
        int dimension = reader.ReadInt32();
        HnswOptions options = new() { M = reader.ReadInt32(), EfConstruction = reader.ReadInt32(), Seed = reader.ReadUInt64() };
        HnswIndex index = new(dimension, distance, options) { _added = reader.ReadUInt64(), _entry = reader.ReadInt32() };
        int count = reader.ReadInt32();
        for (int number = 0; number < count; number++)
        {
            string id = reader.ReadString();
            bool isRemoved = reader.ReadBoolean();
            float[] vector = new float[dimension];
            for (int i = 0; i < dimension; i++) vector[i] = reader.ReadSingle();
            Node node = new(id, vector, reader.ReadInt32() - 1) { IsRemoved = isRemoved };
            foreach (List<Neighbour> links in node.Links)
            {
                int linked = reader.ReadInt32();
                for (int i = 0; i < linked; i++) links.Add(new Neighbour(reader.ReadInt32(), reader.ReadSingle()));
            }

            index._nodes.Add(node);
            if (!isRemoved) index._numbers.Add(id, number);
        }

        bool isWhole = index._entry >= Math.Min(count, 1) - 1 && index._entry < count && index._nodes.All(node => node.Links.Length > 0);
        foreach (Node node in index._nodes)
        {
            for (int layer = 0; layer < node.Links.Length; layer++)
                isWhole &= node.Links[layer].All(link => link.Node >= 0 && link.Node < count && index._nodes[link.Node].Links.Length > layer);
        }

        return isWhole ? index : throw new FormatException("A link leads nowhere.");
    }
    #endregion
}
