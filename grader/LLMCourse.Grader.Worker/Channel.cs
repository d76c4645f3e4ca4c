using LLMCourse.Checks.Protocol;
using Microsoft.Win32.SafeHandles;

namespace LLMCourse.Grader.Worker;

/// <summary>The worker's end of the channel to the grader.</summary>
internal sealed class Channel : IDisposable
{
    private readonly Stream _requests;
    private readonly Stream _replies;
    private readonly Lock _writing = new();
    private Frame _current;

    private Channel(Stream requests, Stream replies)
    {
        _requests = requests;
        _replies = replies;
    }

    /// <summary>
    /// Takes the standard streams for frames. What is written to standard output afterwards, also by native code, goes to
    /// standard error, which the grader drains; standard input is empty.
    /// </summary>
    public static Channel TakeStandardStreams()
    {
        if (OperatingSystem.IsWindows())
            return new Channel(Console.OpenStandardInput(), Console.OpenStandardOutput());

        int requests = Native.Duplicate(0);
        int replies = Native.Duplicate(1);
        Native.RedirectToNull(0);
        Native.Redirect(source: 2, descriptor: 1);
        return new Channel(
            new FileStream(new SafeFileHandle(requests, ownsHandle: true), FileAccess.Read, bufferSize: 0),
            new FileStream(new SafeFileHandle(replies, ownsHandle: true), FileAccess.Write, bufferSize: 0));
    }

    /// <summary>Waits for the next request.</summary>
    /// <returns>The request; null when the grader has gone.</returns>
    public Request? Receive()
    {
        if (Frame.ReadFrom(_requests) is not { } frame) return null;
        lock (_writing) _current = frame with { Body = default };
        return RequestCodec.Decode(frame);
    }

    /// <summary>Answers the request that was received last.</summary>
    public void Reply(Reply reply)
    {
        (byte kind, ReadOnlyMemory<byte> body) = ReplyCodec.Encode(reply);
        lock (_writing) (_current with { Kind = kind, Body = body }).WriteTo(_replies);
    }

    public void Dispose()
    {
        _requests.Dispose();
        _replies.Dispose();
    }
}
