using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Knows which exercise's member each member of a solution counts for, and which exercises use it.</summary>
internal sealed class MemberIndex
{
    private readonly List<(ISymbol Symbol, ManifestMember Member, ExerciseId Exercise)> _asked = [];
    private readonly Dictionary<ISymbol, HashSet<ISymbol>> _uses = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IReadOnlySet<ISymbol>> _reached = new(SymbolEqualityComparer.Default);

    /// <summary>Reads a compiled solution.</summary>
    /// <param name="manifest">Its module.</param>
    /// <param name="solution">The compilation.</param>
    public MemberIndex(ModuleManifest manifest, CSharpCompilation solution)
    {
        foreach (ManifestExercise exercise in manifest.Exercises)
        {
            foreach (ManifestMember member in exercise.Members)
            {
                if (DocumentationCommentId.GetFirstSymbolForDeclarationId(member.DocId, solution) is { } symbol)
                    _asked.Add((symbol, member, ExerciseId.Parse(exercise.Id)));
            }
        }

        foreach (SyntaxTree tree in solution.SyntaxTrees)
        {
            SemanticModel model = solution.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
            {
                if (model.GetSymbolInfo(node).Symbol is not { IsImplicitlyDeclared: false } used || MemberAt(node, model) is not { } member)
                    continue;
                HashSet<ISymbol> uses = UsesOf(member);
                foreach (ISymbol meant in Meant(used, solution)) uses.Add(meant);
            }
        }
    }

    /// <summary>Finds the member that a node stands in; of a primary constructor or a base list it is the type.</summary>
    public static ISymbol? MemberAt(SyntaxNode node, SemanticModel model)
    {
        foreach (SyntaxNode at in node.AncestorsAndSelf())
        {
            if (at is VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax }
                or (MemberDeclarationSyntax and not (BaseFieldDeclarationSyntax or GlobalStatementSyntax)))
                return model.GetDeclaredSymbol(at);
        }

        return null;
    }

    /// <summary>Says which exercise's member a member counts for, which exercises' checks may notice a change of it, its own first, and in
    /// which of its exercise's members a change of it is a fault: itself, or all that use the helper.</summary>
    public (ManifestMember CountsFor, IReadOnlyList<ExerciseId> Exercises, IReadOnlyList<string> Serves)? Of(ISymbol member, string file)
    {
        var users = _asked.Where(a => Reaches(a.Symbol, member)).ToList();
        int own = _asked.FindIndex(a => Same(a.Symbol, member));
        if (own < 0) own = _asked.FindIndex(a => Same(a.Symbol, member.ContainingType));
        bool isHelper = own < 0;
        if (own < 0) own = _asked.FindIndex(a => a.Member.File == file && Reaches(a.Symbol, member));
        if (own < 0) own = _asked.FindIndex(a => Reaches(a.Symbol, member));
        if (own < 0) own = _asked.FindIndex(a => a.Member.File == file);
        if (own < 0) return null;
        string[] served = isHelper ? [.. users.Where(u => u.Exercise == _asked[own].Exercise).Select(u => u.Member.DocId)] : [];
        return (_asked[own].Member, [.. users.Select(u => u.Exercise).Prepend(_asked[own].Exercise).Distinct()],
            served.Length > 0 ? served : [_asked[own].Member.DocId]);
    }

    private static bool Same(ISymbol a, ISymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);

    private bool Reaches(ISymbol from, ISymbol member)
    {
        if (!_reached.TryGetValue(from, out IReadOnlySet<ISymbol>? all))
        {
            HashSet<ISymbol> found = new(SymbolEqualityComparer.Default) { from };
            Stack<ISymbol> open = new(found);
            while (open.TryPop(out ISymbol? at))
            {
                foreach (ISymbol next in UsesOf(at).Where(found.Add)) open.Push(next);
            }

            _reached[from] = all = found;
        }

        return all.Contains(member);
    }

    private HashSet<ISymbol> UsesOf(ISymbol member)
    {
        if (!_uses.TryGetValue(member, out HashSet<ISymbol>? uses)) _uses[member] = uses = new(SymbolEqualityComparer.Default);
        return uses;
    }

    // Members of the solution that a reference stands for. What is made may be called through a base class or an interface.
    private static IEnumerable<ISymbol> Meant(ISymbol used, CSharpCompilation solution)
    {
        ISymbol symbol = used is IMethodSymbol { ReducedFrom: { } extension } ? extension : used.OriginalDefinition;
        if (symbol is IMethodSymbol { AssociatedSymbol: { } property }) symbol = property;
        if (!Same(symbol.ContainingAssembly ?? solution.Assembly, solution.Assembly)) yield break;
        yield return symbol;
        if (symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var made }) yield break;
        yield return made;
        foreach (ISymbol member in made.GetMembers())
        {
            bool isIndirect = member.IsOverride || member is IMethodSymbol { MethodKind: MethodKind.Constructor }
                || made.AllInterfaces.SelectMany(i => i.GetMembers()).Any(i => Same(member, made.FindImplementationForInterfaceMember(i)));
            if (isIndirect) yield return member;
        }
    }
}
