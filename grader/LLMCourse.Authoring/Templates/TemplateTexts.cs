using System.Globalization;
using System.Reflection;
using System.Text;
using LLMCourse.Grading.Course;

namespace LLMCourse.Authoring.Templates;

/// <summary>The files that only a student's repository has: its README, its <c>./course</c>, its workflow, its container.</summary>
/// <remarks>They are resources of the assembly, with <c>⟪name⟫</c> where something is filled in.</remarks>
internal static class TemplateTexts
{
    private static readonly (string Resource, string Path, bool IsExecutable)[] Files =
    [
        ("course", "course", true),
        ("README.md", "README.md", false),
        ("gitignore", ".gitignore", false),
        ("classroom.yml", ".github/workflows/classroom.yml", false),
        ("devcontainer.json", ".devcontainer/devcontainer.json", false),
    ];

    public static IEnumerable<TemplateFile> Make(IReadOnlyList<ModuleManifest> modules, TemplateOptions options)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal)
        {
            ["modules"] = string.Join(' ', modules.Select(m => m.Name)),
            ["first"] = modules[0].Name,
            ["first-id"] = modules[0].Id,
            ["first-exercise"] = modules[0].Exercises[0].Id,
            ["table"] = Table(modules),
            ["exercises"] = Steps(modules),
            ["source"] = options.GraderSource,
            ["version"] = options.GraderVersion,
        };
        foreach ((string resource, string path, bool isExecutable) in Files)
        {
            StringBuilder text = new(Read(resource));
            foreach ((string name, string value) in values) _ = text.Replace($"⟪{name}⟫", value);
            yield return new TemplateFile(path, text.ToString(), isExecutable);
        }
    }

    private static string Table(IReadOnlyList<ModuleManifest> modules)
    {
        StringBuilder table = new("| module | subject | exercises |\n|---|---|---|");
        foreach (ModuleManifest module in modules)
            _ = table.Append(CultureInfo.InvariantCulture,
                $"\n| [{module.Id}](assignments/{module.Name}/README.md) | {module.Title} | {module.Exercises.Count}{(module.HasQuiz ? " and a quiz" : "")} |");
        return table.ToString();
    }

    // Grey until its exercise has all points, then green. Red ones would each add a remark of GitHub's own to those that say what to do.
    private static string Steps(
        IEnumerable<ModuleManifest> modules) => string.Join("\n\n", modules.SelectMany(module => module.Exercises).Select(exercise =>
        $$$"""
              - name: '{{{exercise.Id}}} {{{exercise.Title.Replace("'", "''", StringComparison.Ordinal)}}}'
                if: ${{ !cancelled() && steps.grade.outputs.{{{exercise.Id.Replace('.', '_')}}} == 'done' }}
                run: echo "All points."
        """));

    private static string Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"template/{resource}")
            ?? throw new InvalidOperationException($"The resource template/{resource} is not in the grader's assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
