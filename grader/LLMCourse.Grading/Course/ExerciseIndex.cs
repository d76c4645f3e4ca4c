using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grading.Course;

/// <summary>The exercises that a solution's members are marked with.</summary>
internal sealed class ExerciseIndex
{
    private const string AttributeName = "LLMCourse.ExerciseAttribute";
    private readonly Dictionary<ISymbol, string> _own = new(SymbolEqualityComparer.Default);

    private ExerciseIndex(IReadOnlyList<ManifestExercise> exercises, Dictionary<ISymbol, string> own) =>
        (Exercises, _own) = (exercises, own);

    /// <summary>Gets the exercises in order.</summary>
    internal IReadOnlyList<ManifestExercise> Exercises { get; }

    /// <summary>Collects the exercises of a compilation.</summary>
    /// <exception cref="CourseException">An id is malformed or of another module, a title is missing, or there is no exercise.</exception>
    internal static ExerciseIndex Of(CSharpCompilation compilation, string module)
    {
        Dictionary<ISymbol, string> own = new(SymbolEqualityComparer.Default);
        List<(ExerciseId Id, string? Title, int? Weight, ManifestMember Member)> marks = [];
        foreach (ISymbol symbol in PublicApi.AllSymbolsOf(compilation.Assembly.GlobalNamespace))
        {
            AttributeData? mark = symbol.GetAttributes()
                .FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == AttributeName);
            if (mark is null) continue;
            string text = mark.ConstructorArguments[0].Value as string ?? "";
            string place = PublicApi.NameOf(symbol);
            if (!ExerciseId.TryParse(text, out ExerciseId id) || id.IsQuiz || id.IsExperiment || id.Module != module[..3])
                throw new CourseException($"{place} is marked [Exercise(\"{text}\")]; in {module} write an id such as {module[..3]}.E2.");
            string? title = mark.NamedArguments.FirstOrDefault(argument => argument.Key == "Title").Value.Value as string;
            int? weight = mark.NamedArguments.FirstOrDefault(argument => argument.Key == "Weight").Value.Value as int?;
            own[symbol] = id.Text;
            marks.Add((id, title, weight, new ManifestMember(PublicApi.IdOf(symbol), place, PublicApi.FileOf(symbol))));
        }

        if (marks.Count == 0)
            throw new CourseException($"No member of {module} is marked with [Exercise(\"{module[..3]}.E1\", Title = \"…\")].");
        ManifestExercise[] exercises = [.. marks.GroupBy(mark => mark.Id).OrderBy(group => group.Key).Select(group => new ManifestExercise(
            group.Key.Text,
            group.Select(mark => mark.Title).FirstOrDefault(title => title is not null)
                ?? throw new CourseException(
                    $"Exercise {group.Key} has no title: write Title = \"…\" in the attribute of its first member, {group.First().Member.Name}."),
            group.Select(mark => mark.Weight).FirstOrDefault(weight => weight is not null) ?? 1,
            [.. group.OrderByDescending(mark => mark.Title is not null).Select(mark => mark.Member)]))];
        return new ExerciseIndex(exercises, own);
    }

    /// <summary>Returns the exercises that a change of a public symbol breaks.</summary>
    /// <returns>Its own exercise or its type's; else those of its type's members; else those in its file; else all.</returns>
    internal IReadOnlyList<string> ConcernedBy(ISymbol symbol)
    {
        for (ISymbol? at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (_own.TryGetValue(at, out string? id)) return [id];
        }

        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        string[] siblings = [.. _own.Where(pair => IsWithin(pair.Key, type)).Select(pair => pair.Value)];
        string[] concerned = siblings.Length > 0 ? siblings
            : [.. Exercises.Where(exercise => exercise.Members.Any(member => member.File == PublicApi.FileOf(symbol)))
                .Select(exercise => exercise.Id)];
        if (concerned.Length == 0) return [.. Exercises.Select(exercise => exercise.Id)];
        return [.. Exercises.Select(exercise => exercise.Id).Where(concerned.Contains)];
    }

    private static bool IsWithin(ISymbol symbol, INamedTypeSymbol? type)
    {
        for (ISymbol? at = symbol; at is not null; at = at.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(at, type)) return true;
        }

        return false;
    }
}
