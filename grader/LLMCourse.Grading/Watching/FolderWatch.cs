namespace LLMCourse.Grading.Watching;

/// <summary>Waits for changes in a folder: told by the system where it can, and by looking again every now and then everywhere.</summary>
/// <remarks>
/// It only says that it is time to look. Who looks compares what is there with what was, so that nothing depends on which events a
/// system sends, how many, or whether one is lost: on network folders there may be none, and a flood of them overflows.
/// </remarks>
/// <param name="folder">The folder; what lies in folders below it is not watched.</param>
/// <param name="polls">Whether to do without the system's events.</param>
public sealed class FolderWatch(string folder, bool polls = false) : IDisposable
{
    /// <summary>The variable of the environment that <c>dotnet watch</c> knows, too: 1 where
    /// the system's events are not to be had.</summary>
    public const string PollVariable = "DOTNET_USE_POLLING_FILE_WATCHER";

    // An editor that saves writes twice, or writes beside and renames: a pause of this length ends a save.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20), LongestBurst = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenPolls = TimeSpan.FromMilliseconds(200), BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _events = new(0);
    private FileSystemWatcher? _watcher;

    /// <summary>Waits until there may be something new since the last call.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        Listen();
        bool told = await _events.WaitAsync(_watcher is null ? BetweenPolls : BetweenLooks, cancellation).ConfigureAwait(false);
        for (TimeSpan spent = TimeSpan.Zero; told && spent < LongestBurst; spent += Quiet)
        {
            while (_events.Wait(0, CancellationToken.None)) { }
            told = await _events.WaitAsync(Quiet, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Begins to listen, so that what changes from now on is told; otherwise the first <see cref="WaitAsync"/> does.</summary>
    public void Listen()
    {
        if (polls || _watcher is not null || !Directory.Exists(folder)) return;
        try
        {
            FileSystemWatcher watcher =
                new(folder)
                {
                    NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size
                    | NotifyFilters.CreationTime
                };
            watcher.Changed += OnEvent;
            watcher.Created += OnEvent;
            watcher.Deleted += OnEvent;
            watcher.Renamed += OnEvent;
            watcher.Error += OnError;
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException)
        {
            // The system has no more watches to give, or the folder has gone this moment: looking again does.
            _watcher = null;
        }
    }

    /// <summary>Begins anew: a folder that was deleted and made again is another one to the system.</summary>
    public void Restart() => Interlocked.Exchange(ref _watcher, null)?.Dispose();

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        Restart();
        _events.Dispose();
    }

    private void OnEvent(object sender, FileSystemEventArgs e) => Tell();

    private void OnError(object sender, ErrorEventArgs e)
    {
        // After an overflow events are missing; after anything else none may come any more.
        if (e.GetException() is not InternalBufferOverflowException) Restart();
        Tell();
    }

    private void Tell()
    {
        try
        {
            _ = _events.Release();
        }
        catch (Exception e) when (e is ObjectDisposedException or SemaphoreFullException)
        {
            // Nobody waits any more, or more is to be told than anybody counts.
        }
    }
}
