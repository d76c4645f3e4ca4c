using System.Security.Cryptography;
using System.Text.Json;
using LLMCourse.Reference.Training;
using LLMCourse.Tools.TrainCheckpoints;

// Trains the checkpoints of checkpoints/. Ctrl-C saves where the run stands; the same command goes on from there.
if (args.Length != 3 || Recipe.All.FirstOrDefault(candidate => candidate.Name == args[0]) is not { } recipe)
{
    Console.Error.WriteLine($"Usage: TrainCheckpoints NAME CHECKPOINTS WORK. NAME is one of {string.Join(", ", Recipe.All.Select(candidate => candidate.Name))}; CHECKPOINTS is the folder to write to, WORK one for the run's own files.");
    return 2;
}

using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancel.Cancel();
};

TrainerOptions options = recipe.Options with { Folder = Path.Combine(args[2], recipe.Name) };
using Run run = recipe.Begin(options);
TrainingPosition position =
    run.Trainer.Run(progress: new ProgressLine(Console.Error, options.Schedule.TotalSteps), cancellation: cancel.Token);
if (position.Step < options.Schedule.TotalSteps)
{
    Console.Error.WriteLine($"Stopped after {position.Step} steps; the same command goes on from there.");
    return 1;
}

string folder = Path.Combine(args[1], recipe.Name), weights = Path.Combine(folder, "model.safetensors");
run.Save(folder);
var entry = new ManifestEntry(
    recipe.Name,
    recipe.Description,
    $"dotnet run -c Release --project tools/TrainCheckpoints -- {recipe.Name} checkpoints artifacts/training",
    options.Seed,
    run.Model.Config.ParameterCount(),
    position.Step,
    position.Tokens,
    Math.Round(RunLog.Read(Path.Combine(options.Folder, "log.csv"))[^1].Loss, 4),
    Math.Round(run.ValidationLoss(), 4),
    new FileInfo(weights).Length,
    Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weights))));
Manifest.Put(Path.Combine(args[1], "manifest.json"), entry);
Console.WriteLine(JsonSerializer.Serialize(entry));
return 0;
