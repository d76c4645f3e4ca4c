using System.Diagnostics;

namespace LLMCourse.Checks.Protocol;

/// <summary>Turns replies into bytes and back. Decoding trusts nothing: every count, length, name and value is checked.</summary>
public static class ReplyCodec
{
    /// <summary>Encodes a reply. Texts that are too long are cut.</summary>
    /// <returns>The frame's kind and body.</returns>
    public static (byte Kind, ReadOnlyMemory<byte> Body) Encode(Reply reply)
    {
        var w = new WireWriter();
        byte kind;
        switch (reply)
        {
            case ReadyReply ready:
                kind = 1;
                Notes(w, ready.Measures);
                Notes(w, ready.Missing);
                break;
            case DoneReply: kind = 2; break;
            case ProgressReply progress:
                kind = 3;
                w.Float64(Math.Clamp(progress.Fraction, 0, 1));
                w.Text(progress.What, ObservationLimits.NameLength);
                break;
            case FaultReply fault:
                kind = 4;
                w.Text(fault.Message, ObservationLimits.TextLength);
                break;
            case ProbeReply probe:
                kind = 5;
                w.Byte((byte)probe.End);
                ObservationCodec.Write(w, probe.Observations);
                w.Flag(probe.Exception is not null);
                if (probe.Exception is { } exception) Write(w, exception);
                w.OptionalText(probe.Output, ProtocolLimits.OutputLength);
                int reached = Math.Min(probe.Reached.Count, ProtocolLimits.Notes);
                w.Int32(reached);
                foreach (int number in probe.Reached.Take(reached)) w.Int32(number);
                break;
            default: throw new UnreachableException();
        }

        return (kind, w.Written);
    }

    /// <summary>Decodes a reply.</summary>
    /// <exception cref="ProtocolException">The frame holds no valid reply.</exception>
    public static Reply Decode(Frame frame)
    {
        var r = new WireReader(frame.Body.Span);
        Reply reply = frame.Kind switch
        {
            1 => new ReadyReply(Notes(ref r), Notes(ref r)),
            2 => new DoneReply(),
            3 => new ProgressReply(Fraction(r.Float64()), r.Text(ObservationLimits.NameLength)),
            4 => new FaultReply(r.Text(ObservationLimits.TextLength)),
            5 => new ProbeReply(
                r.Enum<ProbeEnd>(),
                ObservationCodec.Read(ref r),
                r.Flag() ? Exception(ref r) : null,
                r.OptionalText(ProtocolLimits.OutputLength))
            {
                Reached = Numbers(ref r),
            },
            _ => throw new ProtocolException($"{frame.Kind} is no kind of reply."),
        };
        r.End();
        return reply is ProbeReply { End: ProbeEnd.Completed, Exception: not null }
            or ProbeReply { End: not ProbeEnd.Completed, Exception: null }
            ? throw new ProtocolException("A probe has an exception exactly when it did not complete.")
            : reply;
    }

    private static void Notes(WireWriter w, IReadOnlyList<string> notes)
    {
        w.Int32(notes.Count);
        foreach (string note in notes) w.Text(note, ObservationLimits.TextLength);
    }

    private static string[] Notes(ref WireReader r)
    {
        string[] notes = new string[r.Count(ProtocolLimits.Notes, "notes")];
        for (int i = 0; i < notes.Length; i++) notes[i] = r.Text(ObservationLimits.TextLength);
        return notes;
    }

    private static int[] Numbers(ref WireReader r)
    {
        int[] numbers = new int[r.Count(ProtocolLimits.Notes, "numbers")];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = r.Count(int.MaxValue, "as a number");
        return numbers;
    }

    private static void Write(WireWriter w, ThrownInfo exception)
    {
        w.Text(exception.Type, ObservationLimits.TextLength);
        w.Text(exception.Message, ObservationLimits.TextLength);
        int frames = Math.Min(exception.Frames.Count, ProtocolLimits.StackFrames);
        w.Int32(frames);
        foreach (ThrownFrame frame in exception.Frames.Take(frames))
        {
            w.Text(frame.Member, ObservationLimits.TextLength);
            w.OptionalText(frame.File, ObservationLimits.TextLength);
            w.Int32(frame.Line);
            w.Int32(frame.Column);
        }
    }

    private static ThrownInfo Exception(ref WireReader r)
    {
        string type = r.Text(ObservationLimits.TextLength);
        string message = r.Text(ObservationLimits.TextLength);
        var frames = new ThrownFrame[r.Count(ProtocolLimits.StackFrames, "stack frames")];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = new ThrownFrame(
                r.Text(ObservationLimits.TextLength), r.OptionalText(ObservationLimits.TextLength), r.Count(int.MaxValue, "as a line"),
                r.Count(int.MaxValue, "as a column"));
        }

        return new ThrownInfo(type, message, frames);
    }

    private static double Fraction(double value) =>
        value is >= 0 and <= 1 ? value : throw new ProtocolException($"{value} is no fraction.");
}
