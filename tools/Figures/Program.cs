using System.Text;
using LLMCourse.Tools.Figures;

// Draws the figures of the handouts from what the course computes, and writes them beside the handouts.
const string Usage = "Usage: Figures FOLDER [MODULE …]. FOLDER is the folder of the solutions; a module is named by its id, such as M02; none stands for all.";
if (args.Length == 0)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string[] wanted = args[1..];
string[] unknown = [.. wanted.Where(id => !Figure.All.Any(figure => figure.Module.StartsWith(id + ".", StringComparison.Ordinal)))];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no module {string.Join(", ", unknown)}. {Usage}");
    return 2;
}

Figure[] figures =
    [.. Figure.All.Where(figure => wanted.Length == 0 || wanted.Any(id => figure.Module.StartsWith(id + ".", StringComparison.Ordinal)))];
string[] missing = [.. figures.Select(figure => Path.Combine(args[0], figure.Module)).Where(folder => !Directory.Exists(folder))];
if (missing.Length > 0)
{
    Console.Error.WriteLine($"'{missing[0]}' is not a folder. {Usage}");
    return 2;
}

foreach (Figure figure in figures)
{
    string path = Path.Combine(args[0], figure.Module, figure.File), temporary = path + ".tmp";
    await File.WriteAllTextAsync(temporary, figure.Draw(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    File.Move(temporary, path, overwrite: true);
    Console.WriteLine(path);
}

return 0;
