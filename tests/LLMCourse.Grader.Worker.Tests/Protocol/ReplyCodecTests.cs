using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grader.Worker.Tests.Protocol;

public sealed class ReplyCodecTests
{
    private static readonly Observation[] All =
    [
        new TensorObservation("f32", ElementType.Float32, [2, 2], [1, 0.1f, double.NaN, double.NegativeInfinity]),
        new TensorObservation("f64", ElementType.Float64, [1], [0.1]),
        new TensorObservation("bf16", ElementType.BFloat16, [1], [0.5]),
        new TensorObservation("i64", ElementType.Int64, [3], [-1, 0, 1L << 53]),
        new TensorObservation("u8", ElementType.UInt8, [2, 1, 1], [0, 255]),
        new TensorObservation("flags", ElementType.Bool, [2], [0, 1]),
        new TensorObservation("scalar", ElementType.Float32, [], [7]),
        new TensorObservation("empty", ElementType.Float32, [4, 0, long.MaxValue], []),
        new NumberObservation("number", -0.0),
        new FlagObservation("flag", true),
        new TextObservation("text", "Łódź 😀"),
        new TextObservation("null", null),
        new ThrowObservation("call", "System.ArgumentException", "System.ArgumentNullException", true, "no"),
        new ThrowObservation("quiet", "System.ArgumentException", null, false, null),
    ];

    public static TheoryData<Observation> Observations => [.. All];

    [Theory]
    [MemberData(nameof(Observations))]
    public void Decode_EncodedObservation_IsTheSame(Observation observation)
    {
        var sent = new ProbeReply(ProbeEnd.Completed, [observation], null, "printed");

        var got = Assert.IsType<ProbeReply>(ReplyCodec.Decode(FrameOf(sent)));

        Assert.Equal(observation, Assert.Single(got.Observations));
        Assert.Equal((sent.End, sent.Output), (got.End, got.Output));
    }

    [Fact]
    public void Decode_EncodedFailure_KeepsFrames()
    {
        var thrown = new ThrownInfo("System.Exception", "no", [new ThrownFrame("A.B", "A.cs", 3, 4), new ThrownFrame("A.C", null, 0, 0)]);

        var got = (ProbeReply)ReplyCodec.Decode(FrameOf(new ProbeReply(ProbeEnd.Threw, [], thrown, null)));

        Assert.Equal((thrown.Type, thrown.Message), (got.Exception!.Type, got.Exception.Message));
        Assert.Equal(thrown.Frames, got.Exception.Frames);
    }

    [Fact]
    public void Encode_TextThatIsTooLongOrIllFormed_IsCutAndReplaced()
    {
        string text = new string('a', ObservationLimits.TextLength - 2) + "\uD83D\uDE00\uD83D";
        var thrown = new ThrownInfo("T", text, []);

        var got =
            (ProbeReply)ReplyCodec.Decode(FrameOf(new ProbeReply(ProbeEnd.Threw, [new TextObservation("lone", "\uD83D")], thrown, null)));

        Assert.Equal(new string('a', ObservationLimits.TextLength - 2) + "…", got.Exception!.Message);
        Assert.Equal(new TextObservation("lone", "\uFFFD"), got.Observations[0]);
    }

    [Fact]
    public void Decode_TwoObservationsOfOneName_IsRefused() => Refused(
        "the same name", new ProbeReply(ProbeEnd.Completed, [new NumberObservation("a", 1), new NumberObservation("a", 2)], null, null));

    [Fact]
    public void Decode_CompletedWithException_IsRefused() => Refused(
        "exactly when", new ProbeReply(ProbeEnd.Completed, [], new ThrownInfo("T", "m", []), null));

    [Fact]
    public void Decode_ShapeAndElementsDiffer_IsRefused() => Refused(
        "bytes", new ProbeReply(ProbeEnd.Completed, [new TensorObservation("t", ElementType.Float64, [3], [1, 2])], null, null));

    [Fact]
    public void Decode_ShapeWhoseProductOverflows_IsRefused() => Refused(
        "more than",
        new ProbeReply(ProbeEnd.Completed, [new TensorObservation("t", ElementType.Float64, [1L << 32, 1L << 32], [1])], null, null));

    [Fact]
    public void Decode_ValueBeyondItsType_IsRefused() => Refused(
        "is no UInt8", new ProbeReply(ProbeEnd.Completed, [new TensorObservation("t", ElementType.UInt8, [1], [256])], null, null));

    [Fact]
    public void Decode_TooManyElementsTogether_IsRefused()
    {
        TensorObservation[] tensors =
            [.. Enumerable.Range(0, 5).Select(i => new TensorObservation($"t{i}", ElementType.Bool, [1 << 21], new double[1 << 21]))];

        Refused("more than", new ProbeReply(ProbeEnd.Completed, tensors, null, null));
    }

    [Fact]
    public void Decode_TrailingByte_IsRefused()
    {
        Frame frame = FrameOf(new DoneReply());

        var e = Assert.Throws<ProtocolException>(() => ReplyCodec.Decode(frame with { Body = new byte[1] }));
        Assert.Contains("follow the end", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MutatedReplies_ThrowOnlyProtocolExceptionsAndAllocateLittle()
    {
        byte[][] seeds = [.. Seeds().Select(r => FrameBytes(FrameOf(r)))];
        var random = new Random(20_261_122);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. seeds[random.Next(seeds.Length)]];
            for (int n = random.Next(1, 4); n > 0; n--) Mutate(ref bytes, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var stream = new MemoryStream(bytes);
                while (Frame.ReadFrom(stream) is { } frame) _ = ReplyCodec.Decode(frame);
            }
            catch (ProtocolException)
            {
                refused++;
            }

            // A frame of a few hundred bytes never makes the reader allocate by what it announces.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }

        Assert.InRange(refused, 1_000, 20_000);
    }

    private static IEnumerable<Reply> Seeds()
    {
        yield return new DoneReply();
        yield return new ReadyReply(["a", "b"], ["c"]);
        yield return new ProgressReply(0.5, "half-way");
        yield return new FaultReply("no");
        yield return new ProbeReply(ProbeEnd.Threw, [new NumberObservation("n", 1)],
            new ThrownInfo("T", "m", [new ThrownFrame("A.B", "A.cs", 1, 2)]), "out");
        yield return new ProbeReply(ProbeEnd.Completed, All, null, null);
    }

    private static void Mutate(ref byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: bytes[at] = (byte)random.Next(256); break;
            case 2: bytes = bytes[..Math.Max(at, 1)]; break;
            default: bytes = [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]]; break;
        }
    }

    private static void Refused(string because, Reply reply)
    {
        var e = Assert.Throws<ProtocolException>(() => ReplyCodec.Decode(FrameOf(reply)));
        Assert.Contains(because, e.Message, StringComparison.Ordinal);
    }

    private static Frame FrameOf(Reply reply)
    {
        (byte kind, ReadOnlyMemory<byte> body) = ReplyCodec.Encode(reply);
        return new Frame(UInt128.One, 1, kind, body);
    }

    private static byte[] FrameBytes(Frame frame)
    {
        using var stream = new MemoryStream();
        frame.WriteTo(stream);
        return stream.ToArray();
    }
}
