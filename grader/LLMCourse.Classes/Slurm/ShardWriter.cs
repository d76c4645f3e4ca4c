using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Slurm;

/// <summary>Writes the results of a shard, each flushed to the disk before the next of its slot begins, and gives
/// the file its name when all are there.</summary>
internal sealed class ShardWriter : IGradeSink, IDisposable
{
    private readonly RunFolder _folder;
    private readonly int _shard;
    private readonly string _part;
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private readonly FileStream _stream;

    /// <summary>Begins a file, with the complete grades that earlier runs of the shard got to before they were killed.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="run">A word for this run of the shard that no other run of it has.</param>
    /// <exception cref="GradebookException">It cannot be written.</exception>
    public ShardWriter(RunFolder folder, int shard, string run)
    {
        _folder = folder;
        _shard = shard;
        _part = folder.PartFile(shard, run);
        IReadOnlyList<string> earlier = folder.PartsOf(shard);
        _stream = Guard(() => new FileStream(_part, FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        try
        {
            foreach (string file in earlier)
            {
                LineReader.Read(file, 0, line =>
                {
                    if (line.Complete && _kept.Add(line.Student)) Append(line);
                });
            }
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Gets the students whose grades earlier runs have left.</summary>
    public IReadOnlySet<string> Kept => _kept;

    /// <inheritdoc/>
    public bool IsGraded(string student, string module, string contentHash, string checksVersion) => _kept.Contains(student);

    /// <inheritdoc/>
    public bool Begin(string student, string module, string contentHash) => Guard(() =>
    {
        // A file each: what two runs of a shard write at once must not be torn.
        string note = _folder.BegunFile(_shard, student);
        if (File.Exists(note)) return true;
        Directory.CreateDirectory(Path.GetDirectoryName(note)!);
        File.WriteAllText(note, contentHash);
        return false;
    });

    /// <inheritdoc/>
    public void End(string student, string module, string contentHash) => Guard(() =>
    {
        File.Delete(_folder.BegunFile(_shard, student));
        return true;
    });

    /// <inheritdoc/>
    public void Save(Attempt attempt, GradeResult result, byte[]? code = null)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        Append(ShardLine.Of(attempt, result) with { Code = code });
    }

    /// <inheritdoc/>
    /// <remarks>Nothing to do: a shard has no submission that is graded already.</remarks>
    public void Record(Attempt attempt, byte[]? code = null)
    {
    }

    /// <inheritdoc/>
    public void SaveUngraded(Ungraded entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Append(ShardLine.Of(entry));
    }

    /// <summary>Gives the file its name. A shard that ran twice at once gives it twice, to files that hold the same grades.</summary>
    public void Finish() => Guard(() =>
    {
        _stream.Dispose();
        File.Move(_part, _folder.ResultFile(_shard), overwrite: true);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Append(ShardLine line)
    {
        byte[] bytes = line.Encode();
        lock (_writing)
        {
            Guard(() =>
            {
                _stream.Write(bytes);
                _stream.Flush(flushToDisk: true);
                return true;
            });
        }
    }

    // Not an IOException: that would count as a submission that cannot be read, and the shard would go on without a disk.
    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GradebookException(
                $"{_part} cannot be written: {e.Message} Check the rights, the free space and your quota there; the batch with --resume goes on with what was written.", e);
        }
    }
}
