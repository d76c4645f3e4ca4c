using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grader.Worker.Tests.Protocol;

public sealed class FrameTests
{
    [Fact]
    public void ReadFrom_WrittenFrames_AreTheSame()
    {
        var body = new byte[200_000];
        new Random(1).NextBytes(body);
        Frame[] frames = [new(Frame.NewNonce(), 1, 7, body), new(Frame.NewNonce(), 2, 8, default)];
        using var stream = new MemoryStream();
        foreach (Frame frame in frames) frame.WriteTo(stream);
        stream.Position = 0;

        foreach (Frame frame in frames)
        {
            Frame got = Frame.ReadFrom(stream)!.Value;
            Assert.Equal((frame.Nonce, frame.Sequence, frame.Kind), (got.Nonce, got.Sequence, got.Kind));
            Assert.Equal(frame.Body.ToArray(), got.Body.ToArray());
        }

        Assert.Null(Frame.ReadFrom(stream));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    [InlineData(ObservationLimits.FrameBytes + 1)]
    public void ReadFrom_ImpossibleLength_IsRefused(int length)
    {
        using var stream = new MemoryStream([.. BitConverter.GetBytes(length), .. new byte[64]]);

        Assert.Throws<ProtocolException>(() => Frame.ReadFrom(stream));
    }

    [Fact]
    public void ReadFrom_AnnouncesMuchAndSendsLittle_AllocatesLittle()
    {
        using var stream = new MemoryStream([.. BitConverter.GetBytes(ObservationLimits.FrameBytes), .. new byte[100]]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ProtocolException>(() => Frame.ReadFrom(stream));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 << 10);
    }

    [Fact]
    public void WriteTo_TooLarge_IsRefused() =>
        Assert.Throws<ProtocolException>(() => new Frame(1, 1, 1, new byte[ObservationLimits.FrameBytes]).WriteTo(Stream.Null));

    [Fact]
    public void Requests_RoundTrip()
    {
        Request[] requests =
        [
            new HelloRequest(), new PingRequest(), new ExitRequest(), new ProbeRequest("M02.E1.x"), new RunTimingRequest(),
            new CollectTimingRequest(3),
            new PrepareTimingRequest("M02.E1.x", 64, -5, Implementation.Reference, 9),
        ];

        Assert.Equal(requests, requests.Select(r => RequestCodec.Decode(FrameOf(r))));
        var load =
            (LoadRequest)RequestCodec.Decode(FrameOf(new LoadRequest(new byte[] { 1 }, default, new byte[] { 2, 3 }, Replaces: true)));
        Assert.Equal([[1], [], [2, 3]], new[] { load.Submission.ToArray(), load.Symbols.ToArray(), load.Checks.ToArray() });
        Assert.True(load.Replaces);
    }

    private static Frame FrameOf(Request request)
    {
        (byte kind, ReadOnlyMemory<byte> body) = RequestCodec.Encode(request);
        return new Frame(1, 1, kind, body);
    }
}
