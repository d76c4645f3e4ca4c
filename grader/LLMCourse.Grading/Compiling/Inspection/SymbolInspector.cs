using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Finds what a submission uses and may not: some things anywhere, others in the code that an exercise reaches.</summary>
/// <remarks>It looks at symbols, not at text, so aliases, <c>using static</c>, extension calls, method groups
/// and inheritance make no difference.</remarks>
public static class SymbolInspector
{
    private const string TooComplex = "BAN010";
    private const int MostOfAnExercise = 20;

    /// <summary>Inspects a build.</summary>
    /// <param name="build">The submission.</param>
    /// <param name="manifest">Its module.</param>
    /// <param name="bans">What its exercises may not use.</param>
    /// <param name="cancellation">Stops between members.</param>
    public static InspectionResult Inspect(Build build, ModuleManifest manifest, BanList bans, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(bans);
        if (build.Compilation is null) return InspectionResult.Nothing;
        // What is null where changes nothing about what is used, and finding out takes as long as all else here.
        CSharpCompilation compilation =
            build.Compilation.WithOptions(build.Compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable));
        CompilerLimits limits = new();
        try
        {
            return BoundedWork.Run(token => new Inspection(build, compilation, manifest, bans, token).Run(), limits.StackBytes, limits.Time,
                cancellation);
        }
        catch (Exception e) when (e is TimeoutException or InsufficientExecutionStackException)
        {
            // What cannot be inspected is not run.
            SourceNote note = new(TooComplex, true,
                "The code is too complex to be inspected. Write it more simply: shorter expressions, fewer nested lambdas.", null, null);
            return new InspectionResult(
                [new Violation(note, [.. manifest.Exercises.Select(exercise => exercise.Id)], IsEverywhere: true)], [], []);
        }
    }

    private sealed class Inspection(Build build, CSharpCompilation compilation, ModuleManifest manifest, BanList bans,
        CancellationToken cancellation)
    {
        private readonly Dictionary<(SourcePlace Place, string Message), (SourceNote Note, SortedSet<string> Exercises,
            bool Everywhere)> _found = [];
        private readonly HashSet<(string File, int Line, string Code)> _lines = [];

        internal InspectionResult Run()
        {
            SyntaxTree[] trees = [.. compilation.SyntaxTrees.Where(ModuleCompilation.IsOfModule)];
            SymbolUse[] uses = [.. trees.SelectMany(tree => new UseCollector(compilation.GetSemanticModel(tree), cancellation).Collect())];
            ISymbol[] declared = [.. PublicApi.AllSymbolsOf(compilation.Assembly.GlobalNamespace)];
            ReachGraph graph = new(compilation, uses, declared);
            Dictionary<string, HashSet<ISymbol>> reached = manifest.Exercises.ToDictionary(
                exercise => exercise.Id,
                exercise => graph.From(exercise.Members.Select(member => PublicApi.Find(compilation, member.DocId)).OfType<ISymbol>()));

            foreach (SyntaxTree tree in trees)
            {
                MemberOwners owners = new(compilation.GetSemanticModel(tree), cancellation);
                foreach ((SyntaxNode node, Location location, string code,
                    string message) in DeclarationRules.Check(tree.GetRoot(cancellation)))
                    Add(location, code, message, DeclarationRules.IsExtern(node) ? Concerned(owners.Of(node), location, reached) : [],
                        everywhere: true);
            }

            // Types that the source does not name come last: they are worth a word only where nothing else in the line is.
            foreach (SymbolUse use in uses.OrderBy(use => use.Manner == UseManner.ExpressionType)) General(use, reached);
            foreach (SymbolUse use in uses) OfExercises(use, reached);
            Dictionary<string, int> shown = new(StringComparer.Ordinal);
            Violation[] violations = [.. _found.Values
                .OrderBy(item => IndexOf(item.Note.Place!.File)).ThenBy(item => item.Note.Place!.Line)
                    .ThenBy(item => item.Note.Place!.Column)
                .Where(item => IsNews(item.Exercises, shown))
                .Select(item => new Violation(item.Note,
                    [.. manifest.Exercises.Select(exercise => exercise.Id).Where(item.Exercises.Contains)], item.Everywhere))];
            if (!build.Success) return new InspectionResult(violations, [], []);
            (IReadOnlyList<BannedBody> bodies, IReadOnlyList<IReadOnlyList<BuildStep>> sequences) =
                new BannedBodies(build, compilation, manifest, bans, cancellation).Find(reached);
            return new InspectionResult(violations, bodies, sequences);
        }

        /// <summary>Says whether a violation is worth telling: the list is cut for each exercise by itself, so that
        /// none goes free because others fill it.</summary>
        private static bool IsNews(IReadOnlyCollection<string> exercises, Dictionary<string, int> shown)
        {
            bool news = false;
            foreach (string exercise in exercises.DefaultIfEmpty(""))
            {
                int count = shown.GetValueOrDefault(exercise);
                shown[exercise] = count + 1;
                news |= count < MostOfAnExercise;
            }

            return news;
        }

        private void General(SymbolUse use, Dictionary<string, HashSet<ISymbol>> reached)
        {
            if (use.Manner == UseManner.Qualifier) return;
            if (GeneralBan(use.Symbol) is not { } ban) return;
            if (use.Manner == UseManner.ExpressionType && _lines.Contains(LineOf(use.Location, ban.Code))) return;
            string[] concerned = [.. Concerned(use.Owner, use.Location, reached)];
            string[] refused = [.. concerned.Where(exercise => !IsOpen(use.Symbol, exercise))];
            // Of a declaration that no exercise is seen to reach it is enough that one of them may.
            if (concerned.Length > 0 ? refused.Length == 0 : manifest.Exercises.Any(exercise => IsOpen(use.Symbol, exercise.Id))) return;
            Add(use.Location, ban.Code, $"`{SymbolNames.Short(Named(use.Symbol))}` is not allowed: {ban.Why}.", refused, everywhere: true);
        }

        private bool IsOpen(ISymbol symbol, string exercise) =>
            bans.For(exercise).Open is { Count: > 0 } open && SymbolNames.Full(symbol) is var name
                && open.Any(entry => Ban.Covers(entry, name));

        // Code that no exercise is seen to reach is cut from every build, so it is left to the exercises of its file. What is no code, such
        // as a base type or an attribute, cannot be cut and concerns all, if nobody reaches it.
        private IEnumerable<string> Concerned(ISymbol? owner, Location location, Dictionary<string, HashSet<ISymbol>> reached)
        {
            string[] exercises = [.. ExercisesOf(owner, reached)];
            if (exercises.Length > 0 || location.SourceTree is not { } tree) return exercises;
            bool canBeCut = tree.GetRoot(cancellation).FindNode(location.SourceSpan).AncestorsAndSelf()
                .Any(node => node is BlockSyntax or ArrowExpressionClauseSyntax || DeclarationRules.IsExtern(node));
            return canBeCut ? manifest.ExercisesIn(tree.FilePath) : [];
        }

        private void OfExercises(SymbolUse use, Dictionary<string, HashSet<ISymbol>> reached)
        {
            if (use.Manner is UseManner.Qualifier or UseManner.ExpressionType || IsOwn(use.Symbol)) return;
            string name = SymbolNames.Full(use.Symbol);
            foreach (string exercise in ExercisesOf(use.Owner, reached))
            {
                if (bans.For(exercise).WhyNot(name, SymbolNames.Short(Named(use.Symbol))) is (string code, string message))
                    Add(use.Location, code, message, [exercise], everywhere: false);
            }
        }

        private (string Code, string Why)? GeneralBan(ISymbol symbol)
        {
            if (symbol is IDynamicTypeSymbol) return GeneralBans.Dynamic;
            if (symbol is IPointerTypeSymbol or IFunctionPointerTypeSymbol) return GeneralBans.Find("System.Runtime.InteropServices");
            if (IsOwn(symbol) || IsWord(symbol)) return null;
            // These two may be named, since some of their members are harmless; the others are refused one by one.
            if (symbol is INamedTypeSymbol && SymbolNames.Full(symbol) is "System.Type" or "System.Threading.Tasks.TaskScheduler")
                return null;
            if (symbol.ContainingAssembly?.Name == "TorchSharp" && TakesHandle(symbol)) return GeneralBans.Handle;
            return GeneralBans.Find(SymbolNames.Full(symbol));
        }

        // Enums and exceptions reach nothing by themselves, wherever .NET has put them: HttpStatusCode, InvalidEnumArgumentException.
        private static bool IsWord(ISymbol symbol)
        {
            INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
            if (type?.TypeKind == TypeKind.Enum) return true;
            for (INamedTypeSymbol? at = type?.BaseType; at is not null; at = at.BaseType)
            {
                if (SymbolNames.Full(at) == "System.Exception") return true;
            }

            return false;
        }

        private static bool TakesHandle(ISymbol symbol)
        {
            if (symbol.ContainingType?.TypeKind == TypeKind.Delegate) return false;
            IEnumerable<ITypeSymbol> types = symbol switch
            {
                IMethodSymbol method => method.Parameters.Select(parameter => parameter.Type).Append(method.ReturnType),
                IPropertySymbol property => [property.Type],
                IFieldSymbol field => [field.Type],
                _ => [],
            };
            return types.Any(type => type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr
                || type.Name.EndsWith("SafeHandle", StringComparison.Ordinal));
        }

        private static IEnumerable<string> ExercisesOf(ISymbol? owner, Dictionary<string, HashSet<ISymbol>> reached) =>
            owner is not null ? reached.Where(pair => pair.Value.Contains(owner)).Select(pair => pair.Key) : [];

        private void Add(Location location, string code, string message, IEnumerable<string> exercises, bool everywhere)
        {
            SourceNote note = Notes.At(location, code, isError: true, message);
            _ = _lines.Add(LineOf(location, code));
            // A name and what the compiler makes of it are one use: they share the line and the words.
            (SourcePlace, string) key = (note.Place! with { Column = 0 }, message);
            if (!_found.TryGetValue(key, out (SourceNote Note, SortedSet<string> Exercises, bool Everywhere) entry))
                _found[key] = entry = (note, [], everywhere);
            entry.Exercises.UnionWith(exercises);
        }

        private static (string File, int Line, string Code) LineOf(Location location, string code)
        {
            SourcePlace place = Notes.PlaceOf(location);
            return (place.File, place.Line, code);
        }

        private static ISymbol Named(ISymbol symbol) => symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.ContainingType,
            IMethodSymbol { AssociatedSymbol: { } owner } => owner,
            _ => symbol,
        };

        private bool IsOwn(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);

        private int IndexOf(string file) => manifest.Files.ToList().IndexOf(file);
    }
}
