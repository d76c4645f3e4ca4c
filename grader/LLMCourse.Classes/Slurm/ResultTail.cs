using LLMCourse.Classes.Batches;

namespace LLMCourse.Classes.Slurm;

/// <summary>Follows the results of a run as its shards write them: what was read once is not read again,
/// and each submission is reported once.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="plan">The run.</param>
internal sealed class ResultTail(RunFolder folder, SlurmPlan plan)
{
    private readonly Dictionary<string, long> _offsets = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Dictionary<string, FoundSubmission>> _left = [];
    private readonly HashSet<int> _done = [];

    /// <summary>Reports what is new.</summary>
    /// <param name="report">Called for each submission that has a result.</param>
    /// <param name="last">Whether the run is over, so that refusals in files of shards that did not finish count too; before that a shard
    /// that is run again may still do better.</param>
    public void Read(Action<BatchOutcome> report, bool last)
    {
        foreach ((string file, int shard, bool finished) in folder.ResultFiles())
        {
            if (shard >= plan.Shards || _done.Contains(shard)) continue;
            Dictionary<string, FoundSubmission> left = LeftOf(shard);
            long from = last ? 0 : _offsets.GetValueOrDefault(file);
            _offsets[file] = LineReader.Read(file, from, line =>
            {
                if ((!finished && !last && !line.Complete) || !left.Remove(line.Student, out FoundSubmission? submission)) return;
                report(new BatchOutcome(submission, line.Result(), line.Refused) { IsOurFault = line.IsOurFault });
            });
            if (left.Count > 0) continue;
            _done.Add(shard);
            _left.Remove(shard);
        }
    }

    private Dictionary<string, FoundSubmission> LeftOf(int shard)
    {
        if (!_left.TryGetValue(shard, out Dictionary<string, FoundSubmission>? left))
            _left[shard] = left = folder.ReadShard(shard).ToDictionary(s => s.Student.Key, StringComparer.Ordinal);
        return left;
    }
}
