using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Intake;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Grading.Watching;

/// <summary>Reads the members of a source file from its syntax, whether it compiles or not.</summary>
internal static class MemberReader
{
    private const string ExerciseAttribute = "Exercise";

    /// <summary>Lists the members of all types of a file, the heads of the types, and what stands outside of them.</summary>
    internal static IReadOnlyList<SourceMember> Read(SourceFile file)
    {
        // What nests too deeply for the compiler is not handed to its parser here either.
        if (NestingGuard.TooDeep(file, new CompilerLimits()) is not null) return [];
        CompilationUnitSyntax root = (CompilationUnitSyntax)ModuleCompilation.Parse(file, CancellationToken.None).GetRoot();
        List<SourceMember> members = [new(file.Name, "", "", "", [.. root.Usings, .. root.AttributeLists], [])];
        Add(root.Members, "", []);
        return members;

        void Add(IEnumerable<MemberDeclarationSyntax> declared, string around, IReadOnlyList<string> marks)
        {
            foreach (MemberDeclarationSyntax member in declared)
            {
                IReadOnlyList<string> all = [.. marks, .. MarksOn(member)];
                switch (member)
                {
                    case BaseNamespaceDeclarationSyntax space:
                        members.Add(new SourceMember(file.Name, "", "", "", [.. space.Usings], []));
                        Add(space.Members, Join(around, space.Name.ToString()), all);
                        break;
                    case BaseTypeDeclarationSyntax type:
                        string name = Join(around, type.Identifier.ValueText) + Arity((type as TypeDeclarationSyntax)?.TypeParameterList);
                        members.Add(new SourceMember(file.Name, name, "", "", [HeadOf(type)], all));
                        if (type is TypeDeclarationSyntax holder) Add(holder.Members, name, all);
                        break;
                    case BaseFieldDeclarationSyntax field:
                        members.AddRange(field.Declaration.Variables.Select(
                            variable => new SourceMember(file.Name, around, variable.Identifier.ValueText, "", [field], all)));
                        break;
                    default:
                        members.Add(new SourceMember(file.Name, around, NameOf(member), SignatureOf(member), [member], all));
                        break;
                }
            }
        }
    }

    // A type without its members: what it is called, derives from and is marked with.
    private static BaseTypeDeclarationSyntax HeadOf(BaseTypeDeclarationSyntax type) => type switch
    {
        TypeDeclarationSyntax holder => holder.WithMembers([]),
        _ => type,
    };

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Modifiers.Any(SyntaxKind.StaticKeyword) ? "#cctor" : "#ctor",
        DestructorDeclarationSyntax => "Finalize",
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        EventDeclarationSyntax happening => happening.Identifier.ValueText,
        IndexerDeclarationSyntax => "Item",
        OperatorDeclarationSyntax of => $"#op {of.OperatorToken.ValueText}",
        ConversionOperatorDeclarationSyntax conversion => $"#op {conversion.Type}",
        DelegateDeclarationSyntax handler => handler.Identifier.ValueText,
        _ => $"#{member.Kind()}",
    };

    private static string SignatureOf(MemberDeclarationSyntax member) => member switch
    {
        BaseMethodDeclarationSyntax method =>
            $"{Arity((method as MethodDeclarationSyntax)?.TypeParameterList)}({Types(method.ParameterList)})",
        IndexerDeclarationSyntax indexer => $"({Types(indexer.ParameterList)})",
        _ => "",
    };

    private static string Types(BaseParameterListSyntax parameters) =>
        string.Join(',', parameters.Parameters.Select(parameter => parameter.Type?.WithoutTrivia().ToString() ?? ""));

    /// <summary>Lists the exercises that a member's own attributes name.</summary>
    internal static IEnumerable<string> MarksOn(MemberDeclarationSyntax member) => member.AttributeLists
        .SelectMany(list => list.Attributes)
        .Where(attribute => attribute.Name.ToString().Split('.')[^1] is ExerciseAttribute or ExerciseAttribute + "Attribute")
        .Select(attribute => attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression)
        .OfType<LiteralExpressionSyntax>()
        .Select(literal => literal.Token.ValueText);

    private static string Arity(TypeParameterListSyntax? parameters) =>
        parameters is null ? "" : FormattableString.Invariant($"`{parameters.Parameters.Count}");

    private static string Join(string around, string name) => around.Length == 0 ? name : $"{around}.{name}";
}
