using System.Buffers.Binary;
using System.Diagnostics;

namespace LLMCourse.Checks.Protocol;

/// <summary>Turns observations into bytes and back. Float tensors up to 32 bits travel as 4-byte floats, float64 as
/// 8, integers as 8, truth values as 1.</summary>
internal static class ObservationCodec
{
    public static void Write(WireWriter w, IReadOnlyList<Observation> observations)
    {
        w.Int32(observations.Count);
        foreach (Observation observation in observations)
        {
            w.Byte(observation switch
            {
                TensorObservation => 1,
                NumberObservation number => (byte)(number.IsLeak ? 6 : 2),
                FlagObservation => 3,
                TextObservation => 4,
                ThrowObservation => 5,
                _ => throw new UnreachableException(),
            });
            w.Text(observation.Name, ObservationLimits.NameLength);
            switch (observation)
            {
                case TensorObservation tensor: Write(w, tensor); break;
                case NumberObservation number: w.Float64(number.Value); break;
                case FlagObservation flag: w.Flag(flag.Value); break;
                case TextObservation text: w.OptionalText(text.Value, ObservationLimits.TextLength); break;
                case ThrowObservation call:
                    w.Text(call.Wanted, ObservationLimits.TextLength);
                    w.OptionalText(call.Thrown, ObservationLimits.TextLength);
                    w.Flag(call.Satisfied);
                    w.OptionalText(call.Message, ObservationLimits.TextLength);
                    break;
                default: throw new UnreachableException();
            }
        }
    }

    public static Observation[] Read(ref WireReader r)
    {
        var observations = new Observation[r.Count(ObservationLimits.Count, "observations")];
        var names = new HashSet<string>(StringComparer.Ordinal);
        int elements = ProtocolLimits.Elements;
        for (int i = 0; i < observations.Length; i++)
        {
            byte kind = r.Byte();
            string name = r.Text(ObservationLimits.NameLength);
            if (name.Length == 0) throw new ProtocolException("An observation has no name.");
            if (!names.Add(name)) throw new ProtocolException("Two observations have the same name.");
            observations[i] = kind switch
            {
                1 => Tensor(ref r, name, ref elements),
                2 or 6 => new NumberObservation(name, r.Float64()) { IsLeak = kind == 6 },
                3 => new FlagObservation(name, r.Flag()),
                4 => new TextObservation(name, r.OptionalText(ObservationLimits.TextLength)),
                5 => Throw(ref r, name),
                _ => throw new ProtocolException($"{kind} is no kind of observation."),
            };
        }

        return observations;
    }

    private static void Write(WireWriter w, TensorObservation tensor)
    {
        w.Byte((byte)tensor.Type);
        w.Byte((byte)tensor.Shape.Count);
        foreach (long size in tensor.Shape) w.Int64(size);
        Span<byte> raw = w.Take(tensor.Values.Count * Width(tensor.Type));
        for (int i = 0; i < tensor.Values.Count; i++)
        {
            double value = tensor.Values[i];
            switch (tensor.Type)
            {
                case ElementType.Float16 or ElementType.BFloat16
                    or ElementType.Float32:
                    BinaryPrimitives.WriteSingleLittleEndian(raw[(4 * i)..], (float)value); break;
                case ElementType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(raw[(8 * i)..], value); break;
                case ElementType.Bool: raw[i] = value != 0 ? (byte)1 : (byte)0; break;
                default: BinaryPrimitives.WriteInt64LittleEndian(raw[(8 * i)..], (long)value); break;
            }
        }
    }

    private static int Width(ElementType type) => type switch
    {
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 => 4,
        ElementType.Bool => 1,
        _ => 8,
    };

    private static TensorObservation Tensor(ref WireReader r, string name, ref int elementsLeft)
    {
        var type = r.Enum<ElementType>();
        int rank = r.Byte();
        if (rank > ObservationLimits.TensorRank)
            throw new ProtocolException($"A tensor of rank {rank}; at most {ObservationLimits.TensorRank} is possible.");
        long[] shape = new long[rank];
        long count = 1;
        bool empty = false;
        for (int i = 0; i < rank; i++)
        {
            shape[i] = r.Int64();
            if (shape[i] < 0) throw new ProtocolException($"A tensor's dimension {i} is {shape[i]}.");
            if (shape[i] == 0) empty = true;
            else if (shape[i] > ObservationLimits.TensorElements) count = long.MaxValue;
            else if (count <= ObservationLimits.TensorElements) count *= shape[i];
        }

        if (empty) count = 0;
        if (count > ObservationLimits.TensorElements)
            throw new ProtocolException($"A tensor has more than {ObservationLimits.TensorElements} elements.");
        if (count > elementsLeft)
            throw new ProtocolException($"The tensors of one probe have more than {ProtocolLimits.Elements} elements.");
        elementsLeft -= (int)count;

        // The bytes are taken before anything is allocated for them.
        var raw = new WireReader(r.Take((int)count * Width(type)));
        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = type switch
            {
                ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 => raw.Float32(),
                ElementType.Float64 => raw.Float64(),
                ElementType.Bool => raw.Flag() ? 1 : 0,
                _ => Integer(raw.Int64(), type),
            };
        }

        return new TensorObservation(name, type, shape, values);
    }

    private static double Integer(long value, ElementType type)
    {
        (long low, long high) = type switch
        {
            ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
            ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            ElementType.Int16 => (short.MinValue, short.MaxValue),
            ElementType.Int32 => ((long)int.MinValue, (long)int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        return value >= low && value <= high ? value : throw new ProtocolException($"{value} is no {type}.");
    }

    private static ThrowObservation Throw(ref WireReader r, string name)
    {
        string wanted = r.Text(ObservationLimits.TextLength);
        string? thrown = r.OptionalText(ObservationLimits.TextLength);
        bool satisfied = r.Flag();
        string? message = r.OptionalText(ObservationLimits.TextLength);
        return satisfied && thrown is null
            ? throw new ProtocolException("Nothing was thrown, and yet it is what was wanted.")
            : new ThrowObservation(name, wanted, thrown, satisfied, message);
    }
}
