using System.Globalization;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Tasks;

// Measures how many questions of each task a model answers right, in percent, a column for each seed.
if (args is not [string folder, string count, string only, ..] || args.Length < 4
    || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n < 1)
{
    Console.Error.WriteLine("Usage: MeasureModel FOLDER COUNT TASKS SEED... COUNT questions of each task that TASKS names, separated by commas, or of all, for each seed.");
    return 2;
}

ulong[] seeds = [.. args[3..].Select(seed => ulong.Parse(seed, CultureInfo.InvariantCulture))];
string[] names = only == "all" ? [.. StandardTasks.All.Keys] : only.Split(',');
using LocalModel model = LocalModel.Load(folder);
foreach (string name in names)
{
    if (!StandardTasks.All.TryGetValue(name, out ITask? task))
    {
        Console.Error.WriteLine($"There is no task '{name}'; choose among {string.Join(", ", StandardTasks.All.Keys)}.");
        return 2;
    }

    IEnumerable<string> percents =
        seeds.Select(seed => TaskAccuracy.Measure(model, task, seed, n).Percent.ToString("F1", CultureInfo.InvariantCulture));
    Console.WriteLine($"{name}\t{string.Join('\t', percents)}");
}

return 0;
