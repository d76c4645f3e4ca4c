using System.Text;

namespace LLMCourse.Grading.Workers;

/// <summary>Reads a stream to its end, so that its writer never waits, and keeps only the beginning.</summary>
internal sealed class BoundedDrain
{
    private const int Kept = 16 << 10;

    private readonly byte[] _start = new byte[Kept];
    private readonly Thread _thread;
    private volatile int _count;

    /// <summary>Starts reading.</summary>
    public BoundedDrain(Stream stream)
    {
        _thread = new Thread(() => Run(stream)) { IsBackground = true, Name = "worker's stderr" };
        _thread.Start();
    }

    /// <summary>Gets the beginning of what was read so far.</summary>
    public string Text => Encoding.UTF8.GetString(_start, 0, _count);

    /// <summary>Waits for the stream's end, but not for long.</summary>
    public void Finish(TimeSpan limit) => _thread.Join(limit);

    private void Run(Stream stream)
    {
        byte[] buffer = new byte[8192];
        try
        {
            while (stream.Read(buffer) is > 0 and int got)
            {
                int keep = Math.Min(got, Kept - _count);
                buffer.AsSpan(0, keep).CopyTo(_start.AsSpan(_count));
                _count += keep;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The worker was ended and its streams closed.
        }
    }
}
