using System.CommandLine;
using System.CommandLine.Parsing;
using LLMCourse.Classes.Slurm;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>The options of <c>grader batch</c> that say how a class is graded on a cluster.</summary>
internal sealed class SlurmOptions
{
    private readonly Option<string> _engine =
        new("--engine")
        {
            Description = "Where the grading runs: local, or slurm for a cluster (run it on a login node).",
            DefaultValueFactory = _ => "local",
            HelpName = "ENGINE"
        };
    private readonly Option<string?> _partition =
        new("--partition") { Description = "Slurm: the partition. Default: the cluster's own.", HelpName = "NAME" };
    private readonly Option<int?> _arrayLimit =
        new("--array-limit")
        {
            Description = "Slurm: how many shards may run at once. Default: as many as the cluster lets.",
            HelpName = "N"
        };
    private readonly Option<int?> _shardSize =
        new("--shard-size")
        {
            Description =
            "Slurm: how many submissions are in one shard, which is one task of the job array. Default: at least 10, and at most 500 shards.",
            HelpName = "N"
        };
    private readonly Option<string?> _gres =
        new("--gres")
        {
            Description = "Slurm: generic resources for each shard, such as gpu:1. For performance checks.",
            HelpName = "LIST"
        };
    private readonly Option<string?> _time =
        new("--time") { Description = "Slurm: the time limit of a job, such as 2:00:00.", HelpName = "TIME" };
    private readonly Option<string?> _memory = new("--mem") { Description = "Slurm: the memory of a job, such as 4G.", HelpName = "SIZE" };
    private readonly Option<string[]> _extra =
        new("--sbatch")
        {
            Description = "Slurm: any other option of sbatch, such as --sbatch=--account=cs101; may be given several times.",
            HelpName = "OPTION"
        };
    private readonly Option<string?> _setup =
        new("--node-setup")
        {
            Description = "Slurm: shell commands that each job runs first, such as \"module load dotnet/10\".",
            HelpName = "COMMANDS"
        };
    private readonly Option<bool> _noWait =
        new("--no-wait") { Description = "Slurm: return once the jobs are submitted; --resume watches them later." };

    public SlurmOptions()
    {
        _engine.AcceptOnlyFromAmong("local", "slurm");
        AtLeastOne(_arrayLimit);
        AtLeastOne(_shardSize);
    }

    private Option[] OnlySlurm => [_partition, _arrayLimit, _shardSize, _gres, _time, _memory, _extra, _setup, _noWait];

    public void AddTo(Command command)
    {
        command.Add(_engine);
        foreach (Option option in OnlySlurm) command.Add(option);
    }

    /// <summary>Reads them; null when the class is graded on this machine.</summary>
    /// <exception cref="CourseException">They do not go together.</exception>
    public SlurmSettings? Read(ParseResult parsed, bool performance)
    {
        if (parsed.GetValue(_engine) == "local")
        {
            if (OnlySlurm.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } stray)
                throw new CourseException($"{stray.Name} says how to use a cluster. Add --engine slurm, or leave it out.");
            return null;
        }

        if (parsed.GetValue(_gres) is { } gres && !performance)
            throw new CourseException(
                $"--gres {gres} would keep a device from others that no check uses: only performance checks may need one. Add --performance, or leave --gres out.");
        return new SlurmSettings
        {
            Partition = parsed.GetValue(_partition),
            ArrayLimit = parsed.GetValue(_arrayLimit),
            ShardSize = parsed.GetValue(_shardSize),
            Gres = parsed.GetValue(_gres),
            Time = parsed.GetValue(_time),
            Memory = parsed.GetValue(_memory),
            Extra = parsed.GetValue(_extra) ?? [],
            Setup = parsed.GetValue(_setup),
            NoWait = parsed.GetValue(_noWait),
        };
    }

    private static void AtLeastOne(Option<int?> option) => option.Validators.Add(result =>
    {
        if (result.Is<int?>(n => n < 1)) result.AddError($"{option.Name} must be 1 or more.");
    });
}
