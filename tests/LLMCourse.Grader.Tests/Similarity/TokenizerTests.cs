using LLMCourse.Classes.Similarity;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grader.Tests.Similarity;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("int A(int x) { int y = x + 1; return y; }", "int A(int count) { var z = count + 25; return z; }")]
    [InlineData("int A(int x) => x * 2;", "int A(int x) { return (x * 2); }")]
    [InlineData("void A() { B(1, 2); } void B(int a, int b) { a = b; }", "void A() { B(a: 1, b: 2); } void B(int a, int b) { a = b; }")]
    [InlineData("int f; void A() { this.f = 1; }", "int g; void A() { g = 1; }")]
    [InlineData("""void A() { throw new ArgumentException("one"); }""",
        """void A() { throw new ArgumentException($"{1 + 2} and more"); }""")]
    [InlineData("void A(bool b) { if (b) return; A(b); }", "void A(bool b) { if (b) { return; } /* again */ A(b!); }")]
    [InlineData("void A() { int B() => 1; B(); }", "void A() { C(); } int C() { return 2; }")]
    [InlineData("int P { get => 1; } void A() { A(); }", "void A() { A(); } int P { get { return 1; } }")]
    [InlineData("int A(Tensor x) { foreach (Tensor y in x) A(y); return 0; }", "int A(Tensor x) { foreach (var z in x) A(z); return 1; }")]
    public void Tokenize_OnlyWhatACopyMayChange_IsTheSame(string one, string other) => Assert.Equal(Content(one), Content(other));

    [Theory]
    [InlineData("int A(int x) { return x + 1; }", "int A(int x) { return x - 1; }")]
    [InlineData("Tensor A(Tensor x) { return x.exp(); }", "Tensor A(Tensor x) { return x.log(); }")]
    [InlineData("Tensor A(Tensor x) { return zeros(1); }", "Tensor A(Tensor x) { return ones(1); }")]
    [InlineData("bool A(int x) { return x < 1; }", "bool A(int x) { return x <= 1; }")]
    [InlineData("void A(int[] x) { foreach (int y in x) A(x); }", "void A(int[] x) { while (true) A(x); }")]
    [InlineData("object A() { return new List<int>(); }", "object A() { return new Stack<int>(); }")]
    public void Tokenize_OtherStructure_Differs(string one, string other) => Assert.NotEqual(Content(one), Content(other));

    [Fact]
    public void Tokenize_MemberNamedAsALibrarysIs_DoesNotHideTheLibrarys()
    {
        (DeclaredNames plain, SyntaxTree tree) = Parse("Tensor A(Tensor x) { return x.softmax(-1); }");
        (DeclaredNames hiding, SyntaxTree again) = Parse("Tensor A(Tensor x) { return x.softmax(-1); } int softmax => 0;");
        var library = new LibraryNames(new DeclaredNames(), [plain, hiding]);

        ulong[] first = new Tokenizer(plain, library).Tokenize([("A.cs", tree)], CancellationToken.None).Symbols;
        ulong[] second = new Tokenizer(hiding, library).Tokenize([("A.cs", again)], CancellationToken.None).Symbols;

        Assert.Equal(first, second[..first.Length]);
    }

    [Fact]
    public void Tokenize_Lines_AreThoseOfTheFile()
    {
        (DeclaredNames names, SyntaxTree tree) = Parse("\nint A(int x)\n{\n    // one\n    return x\n        + 1;\n}\n");

        CodeTokens tokens =
            new Tokenizer(names, new LibraryNames(new DeclaredNames(), [names])).Tokenize([("A.cs", tree)], CancellationToken.None);

        // return, x, +, 1
        Assert.Equal([6, 6, 7, 7], tokens.Lines);
        CodeBlock block = Assert.Single(tokens.Blocks);
        Assert.Equal(("C.A", 0, 4), (block.Member, block.Start, block.End));
    }

    [Fact]
    public void Tokenize_EndlessSource_IsCut()
    {
        (DeclaredNames names, SyntaxTree tree) = Parse($"void A() {{ {string.Concat(Enumerable.Repeat("A();", CodeTokens.Most))} }}");

        CodeTokens tokens =
            new Tokenizer(names, new LibraryNames(new DeclaredNames(), [names])).Tokenize([("A.cs", tree)], CancellationToken.None);

        Assert.True(tokens.IsCut);
        Assert.Equal(CodeTokens.Most, tokens.Symbols.Length);
    }

    private static (DeclaredNames Names, SyntaxTree Tree) Parse(string members)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText($"class C\n{{{members}}}");
        var names = new DeclaredNames();
        names.Add("A.cs", tree.GetRoot());
        return (names, tree);
    }

    // The members in any order.
    private static string Content(string members)
    {
        (DeclaredNames names, SyntaxTree tree) = Parse(members);
        CodeTokens tokens =
            new Tokenizer(names, new LibraryNames(new DeclaredNames(), [names])).Tokenize([("A.cs", tree)], CancellationToken.None);
        return string.Join('\n', tokens.Blocks.Select(b => string.Join(' ', tokens.Symbols[b.Start..b.End])).Order(StringComparer.Ordinal));
    }
}
