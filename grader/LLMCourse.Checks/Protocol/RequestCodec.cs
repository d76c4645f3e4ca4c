using System.Diagnostics;

namespace LLMCourse.Checks.Protocol;

/// <summary>Turns requests into bytes and back.</summary>
public static class RequestCodec
{
    /// <summary>Encodes a request.</summary>
    /// <returns>The frame's kind and body.</returns>
    public static (byte Kind, ReadOnlyMemory<byte> Body) Encode(Request request)
    {
        var w = new WireWriter();
        byte kind;
        switch (request)
        {
            case HelloRequest: kind = 1; break;
            case PingRequest: kind = 2; break;
            case ExitRequest: kind = 3; break;
            case LoadRequest load:
                kind = 4;
                w.Blob(load.Submission.Span);
                w.Blob(load.Symbols.Span);
                w.Blob(load.Checks.Span);
                w.Flag(load.Replaces);
                break;
            case ProbeRequest probe:
                kind = 5;
                w.Text(probe.CheckId, ObservationLimits.NameLength);
                w.Text(probe.Argument, ProtocolLimits.ArgumentLength);
                break;
            case PrepareTimingRequest prepare:
                kind = 6;
                w.Text(prepare.CheckId, ObservationLimits.NameLength);
                w.Int32(prepare.Size);
                w.Int64(prepare.Seed);
                w.Byte((byte)prepare.Implementation);
                w.Int32(prepare.Count);
                break;
            case RunTimingRequest: kind = 7; break;
            case CollectTimingRequest collect:
                kind = 8;
                w.Int32(collect.Index);
                break;
            default: throw new UnreachableException();
        }

        return (kind, w.Written);
    }

    /// <summary>Decodes a request.</summary>
    /// <exception cref="ProtocolException">The frame holds no valid request.</exception>
    public static Request Decode(Frame frame)
    {
        var r = new WireReader(frame.Body.Span);
        Request request = frame.Kind switch
        {
            1 => new HelloRequest(),
            2 => new PingRequest(),
            3 => new ExitRequest(),
            4 => new LoadRequest(Assembly(ref r), Assembly(ref r), Assembly(ref r), r.Flag()),
            5 => new ProbeRequest(r.Text(ObservationLimits.NameLength), r.Text(ProtocolLimits.ArgumentLength)),
            6 => new PrepareTimingRequest(
                r.Text(ObservationLimits.NameLength), r.Int32(), r.Int64(), r.Enum<Implementation>(),
                r.Count(ProtocolLimits.TimedWorks, "pieces of work")),
            7 => new RunTimingRequest(),
            8 => new CollectTimingRequest(r.Count(ProtocolLimits.TimedWorks - 1, "as an index")),
            _ => throw new ProtocolException($"{frame.Kind} is no kind of request."),
        };
        r.End();
        return request;
    }

    private static byte[] Assembly(ref WireReader r) => r.Blob(ProtocolLimits.AssemblyBytes).ToArray();
}
