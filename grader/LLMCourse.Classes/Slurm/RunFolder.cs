using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;

namespace LLMCourse.Classes.Slurm;

/// <summary>The folder of a run on a cluster, beside the gradebook: the plan, a list for each
/// shard, the results and the jobs' logs.</summary>
/// <remarks>A file of results appears whole by its own name; while it grows it has a name that ends in
/// <c>.part</c> and that no other task writes to.</remarks>
/// <param name="path">The folder, absolute.</param>
internal sealed class RunFolder(string path)
{
    /// <summary>Gets the folder.</summary>
    public string Path { get; } = path;

    /// <summary>Gets a value indicating whether a run was planned here.</summary>
    public bool HasPlan => File.Exists(PlanFile);

    /// <summary>Gets the file that the merge job leaves when the gradebook has everything.</summary>
    public string MergeFile => In("merge.json");

    /// <summary>Gets the script of the job array.</summary>
    public string ShardScript => In("shard.sh");

    /// <summary>Gets the script of the merge job.</summary>
    public string MergeScript => In("merge.sh");

    /// <summary>Gets the log of the merge job.</summary>
    public string MergeLog => In("logs", "merge.log");

    private string PlanFile => In("plan.json");

    private string Results => In("results");

    /// <summary>Returns the folder of a gradebook's runs.</summary>
    public static RunFolder Of(string gradebook) => new(System.IO.Path.GetFullPath(gradebook) + ".slurm");

    /// <summary>Creates the folder with a list for each shard. Grades are in it, so nobody else may look.</summary>
    public void Create(IReadOnlyList<FoundSubmission> submissions, int shardSize)
    {
        foreach (string folder in (string[])[Path, In("shards"), Results, In("logs")])
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        int shard = 0;
        foreach (FoundSubmission[] some in submissions.Chunk(shardSize))
            Write(ShardFile(shard++), (IReadOnlyList<FoundSubmission>)some, SlurmJson.Default.IReadOnlyListFoundSubmission);
    }

    /// <summary>Writes the plan, or a newer one over it.</summary>
    public void WritePlan(SlurmPlan plan) => Write(PlanFile, plan, SlurmJson.Default.SlurmPlan);

    /// <summary>Reads the plan.</summary>
    /// <exception cref="CourseException">It is not there, is damaged, or is of another version of the grader.</exception>
    public SlurmPlan ReadPlan()
    {
        SlurmPlan plan = Read(PlanFile, SlurmJson.Default.SlurmPlan);
        return plan.Version == SlurmPlan.CurrentVersion
            ? plan
            : throw new CourseException(
                $"{PlanFile} is of version {plan.Version}; this grader reads {SlurmPlan.CurrentVersion}. Finish the run with the grader that began it.");
    }

    /// <summary>Reads the submissions of a shard.</summary>
    public IReadOnlyList<FoundSubmission> ReadShard(int shard) => Read(ShardFile(shard), SlurmJson.Default.IReadOnlyListFoundSubmission);

    /// <summary>Returns the file that holds the results of a shard once all are there.</summary>
    public string ResultFile(int shard) => System.IO.Path.Combine(Results, Name(shard) + ".jsonl");

    /// <summary>Returns a name for the results of a shard while they grow.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="run">A word for this run of the shard, which may not be its first.</param>
    public string PartFile(int shard, string run) => System.IO.Path.Combine(Results, $"{Name(shard)}.{run}.part");

    /// <summary>Lists what earlier runs of a shard have left, unfinished, in the order of their names.</summary>
    public IReadOnlyList<string> PartsOf(int shard) =>
        [.. Directory.EnumerateFiles(Results, $"{Name(shard)}.*.part").Order(StringComparer.Ordinal)];

    /// <summary>Lists the files of results that there are: for each its shard, and whether it is finished.</summary>
    public IReadOnlyList<(string File, int Shard, bool Finished)> ResultFiles() =>
        [.. Directory.EnumerateFiles(Results, "*.jsonl").Concat(Directory.EnumerateFiles(Results, "*.part"))
            .Select(f => (f, ShardOf(f), f.EndsWith(".jsonl", StringComparison.Ordinal))).OrderBy(f => f.f, StringComparer.Ordinal)];

    /// <summary>Returns the note that a student's submission is being graded, which a process that is killed leaves.</summary>
    public string BegunFile(int shard, string student) =>
        In("begun", $"{Name(shard)}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(student)))}");

    /// <summary>Returns the log of a shard.</summary>
    public string ShardLog(int shard) => In("logs", string.Create(CultureInfo.InvariantCulture, $"shard-{shard}.log"));

    /// <summary>Leaves word that the gradebook has everything.</summary>
    public void WriteMerge(MergeReport report) => Write(MergeFile, report, SlurmJson.Default.MergeReport);

    /// <summary>Reads what the merge job has left; null when it has not.</summary>
    public MergeReport? ReadMerge() => File.Exists(MergeFile) ? Read(MergeFile, SlurmJson.Default.MergeReport) : null;

    /// <summary>Deletes the folder with everything in it.</summary>
    public void Delete()
    {
        if (!Directory.Exists(Path)) return;

        // The plan first: without it what is left, should this be cut short, counts as no run.
        File.Delete(PlanFile);
        Directory.Delete(Path, recursive: true);
    }

    private static string Name(int shard) => shard.ToString("00000", CultureInfo.InvariantCulture);

    private static int ShardOf(string file) => int.Parse(System.IO.Path.GetFileName(file).Split('.')[0], CultureInfo.InvariantCulture);

    private static void Write<T>(string file, T value, JsonTypeInfo<T> type) =>
        AtomicFile.Write(file, JsonSerializer.Serialize(value, type) + "\n");

    private static T Read<T>(string file, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), type)
                ?? throw new CourseException($"{file} is empty. Delete the folder it is in, and run the batch again with --resume.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CourseException($"There is no {file}. A node that does not find it does not share the gradebook's file system.", e);
        }
        catch (JsonException e)
        {
            throw new CourseException(
                $"{file} is damaged: {e.Message} Delete the folder it is in, and run the batch again with --resume.", e);
        }
    }

    private string In(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    private string ShardFile(int shard) => In("shards", Name(shard) + ".json");
}
