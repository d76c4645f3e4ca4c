using System.Text.RegularExpressions;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Similarity;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Grader.Tests.Similarity;

public sealed class SimilarityAnalysisTests : IDisposable
{
    private const string Direct = """
        public static Tensor Mean(Tensor x)
        {
            Check(x);
            return x.sum(dim: -1, keepdim: true) / x.shape[^1];
        }

        public static Tensor Variance(Tensor x)
        {
            Tensor centred = x - Mean(x);
            return (centred * centred).sum(dim: -1, keepdim: true) / (x.shape[^1] - 1);
        }

        private static void Check(Tensor x)
        {
            if (x.dim() == 0 || x.shape[^1] < 2) throw new ArgumentException("x must have an axis of 2 or more.", nameof(x));
        }
        """;

    // The same, with every name changed that a student may change, other layout, comments, and members in another order.
    private const string DirectAgain = """
        private static void Verify(Tensor input) { /* look first */ if (input.dim() == 0 || input.shape[^1] < 1) { throw new ArgumentException($"wrong: {input}", nameof(input)); } }

        // The unbiased one.
        public static Tensor Variance(Tensor input)
        {
            var d = input - Mean(input);
            return (d * d).sum(-1, keepdim: true)
                / (input.shape[^1] - 1.0);
        }

        public static Tensor Mean(Tensor input)
        {
            Verify(input);
            return input.sum(-1, true) / (input.shape[^1]);
        }
        """;

    private const string ByLibrary = """
        public static Tensor Mean(Tensor x)
        {
            ArgumentNullException.ThrowIfNull(x);
            using DisposeScope scope = NewDisposeScope();
            return x.mean([-1L], keepdim: true).MoveToOuterDisposeScope();
        }

        public static Tensor Variance(Tensor x) => x.pow(2).mean([-1L], keepdim: true).sub(Mean(x).pow(2)).mul((double)x.size(-1) / (x.size(-1) - 1));
        """;

    private const string ByLoops = """
        public static Tensor Mean(Tensor x)
        {
            List<Tensor> rows = [];
            foreach (Tensor row in x.reshape(-1, x.size(-1)).unbind(0)) rows.Add(Sum(row) / row.numel());
            return stack(rows, 0).reshape(x.shape[..^1]).unsqueeze(-1);
        }

        private static Tensor Sum(Tensor row)
        {
            Tensor total = zeros(1);
            for (long i = 0; i < row.numel(); i++) total += row[i];
            return total;
        }
        """;

    private readonly SmallClass _class = new();

    public void Dispose() => _class.Dispose();

    [Fact]
    public void Compare_RenamedReorderedReformattedCopy_RanksFirst()
    {
        SimilarityReport report = _class.Add("ada", SmallClass.With(Direct)).Add("bob", SmallClass.With(DirectAgain))
            .Add("cem", SmallClass.With(ByLibrary)).Add("dee", SmallClass.With(ByLoops)).Compare();

        SimilarPair first = report.Pairs[0];
        Assert.Equal(("ada", "bob"), (first.A, first.B));
        // `keepdim: true` became `true`, which costs nothing; nothing else differs.
        Assert.Equal((1, 1), (first.ShareOfA, first.ShareOfB));
        Assert.All(report.Pairs.Skip(1), p => Assert.InRange(Math.Max(p.ShareOfA, p.ShareOfB), 0, 0.1));
        Assert.Equal(["ada", "bob"], Assert.Single(report.Same));
    }

    [Fact]
    public void Compare_ReorderedMembers_AreAlikeThroughout()
    {
        string reversed = Reverse(SmallClass.With(Direct));
        Assert.NotEqual(SmallClass.With(Direct), reversed);

        SimilarityReport report = _class.Add("ada", SmallClass.With(Direct)).Add("bob", reversed)
            .Add("cem", SmallClass.With(ByLoops)).Compare();

        Assert.Equal(("ada", "bob", 1.0), (report.Pairs[0].A, report.Pairs[0].B, report.Pairs[0].ShareOfB));
        Assert.Equal(["Statistics.Check", "Statistics.Mean", "Statistics.Variance"],
            report.Closest[0].Passages.Select(p => p.B.Member).Order(StringComparer.Ordinal));
        Assert.All(report.Closest[0].Passages, p => Assert.Equal(p.A.Member, p.B.Member));
    }

    [Fact]
    public void Compare_WhatEverybodyWasGiven_PlaysNoPart()
    {
        SimilarityReport report = _class.Add("ada", SmallClass.Template).Add("bob",
            SmallClass.Template.Replace("(Tensor x)", "(Tensor y)", StringComparison.Ordinal)
                .Replace("(x,", "(y,", StringComparison.Ordinal)
            .Replace("nameof(x)", "nameof(y)", StringComparison.Ordinal)).Compare();

        Assert.Empty(report.Pairs);
        Assert.Empty(report.Same);
        Assert.Equal(1, report.AllPairs);
        // `return throw new NotImplementedException ( text )` of Variance is too short to be told from anything, and so to be compared.
        Assert.All(report.Submissions, s => Assert.Equal(0, s.Passages));
    }

    [Fact]
    public void Compare_PartOfALargerSubmission_IsAllOfTheSmallerOne()
    {
        string check = Direct[Direct.IndexOf("private static void Check", StringComparison.Ordinal)..];
        SimilarityReport report = _class.Add("ada", SmallClass.With(Direct)).Add("bob", SmallClass.With(check))
            .Add("cem", SmallClass.With(ByLoops)).Compare();

        Assert.Equal(("ada", "bob", 1.0), (report.Pairs[0].A, report.Pairs[0].B, report.Pairs[0].ShareOfB));
        Assert.InRange(report.Pairs[0].ShareOfA, 0.1, 0.6);
    }

    [Fact]
    public void Compare_WhatAllHave_WeighsLittleAndIsShown()
    {
        string common = Direct[Direct.IndexOf("private static void Check", StringComparison.Ordinal)..];
        foreach (string student in (string[])["a", "b", "c", "d"]) _class.Add(student, SmallClass.With(common));
        SimilarityReport report = _class.Add("e", SmallClass.With(common + ByLoops)).Add("f", SmallClass.With(common + ByLoops)).Compare();

        Assert.Equal(("e", "f"), (report.Pairs[0].A, report.Pairs[0].B));
        Assert.Equal(15, report.Pairs.Count);
        AlignedPassage shared = Assert.Single(report.Closest[1].Passages);
        Assert.Equal(6, shared.InSubmissions);
        // 28 tokens make 17 runs of 12, and each weighs 0.02.
        Assert.Equal((28, 0.34), (shared.Tokens, shared.Shared));
        Assert.Equal(0.34, report.Pairs[1].Shared);
    }

    [Fact]
    public void Compare_Archive_IsComparedAndAHostileOneNamed()
    {
        SimilarityReport report = _class.Add("ada", SmallClass.With(Direct))
            .AddArchive("bob", "work/Statistics.cs", SmallClass.With(DirectAgain)).AddArchive("eve", "../../Statistics.cs", "x")
                .Add("ray", new string('(', 5_000)).Compare();

        Assert.Equal(("ada", "bob"), (report.Pairs[0].A, report.Pairs[0].B));
        Assert.Contains(report.NotCompared, n => n.Source == "eve.zip" && n.Why.Contains("leads out of", StringComparison.Ordinal));
        Assert.Contains(report.NotCompared, n => n.Source == "ray/Statistics.cs" && n.Why.Contains("nest", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_GoldenSubmissions_TheCopyRanksFirstAndIndependentOnesLow()
    {
        string folder = Directory.CreateTempSubdirectory("llmcourse-similarity-").FullName;
        try
        {
            ModuleManifest whole = ModuleManifest.Load(GradingFixture.Layout.ManifestOf(GradingFixture.Module));
            foreach (string name in (string[])["01-complete", "40-einsum", "41-per-head-loops", "42-fused-qkv"])
            {
                string all = Path.Combine(folder, "all", name), one = Path.Combine(folder, "class", name);
                GradingFixture.Sample("M02", name).WriteTo(GradingFixture.Layout.SolutionOf(GradingFixture.Module), whole, all);
                Directory.CreateDirectory(one);
                File.Copy(Path.Combine(all, "MultiHeadAttention.cs"), Path.Combine(one, "MultiHeadAttention.cs"));
            }

            Directory.CreateDirectory(Path.Combine(folder, "class", "copy"));
            string copied = Reverse(File.ReadAllText(Path.Combine(folder, "class", "42-fused-qkv", "MultiHeadAttention.cs")));
            foreach (string own in (string[])["qkv_proj", "o_proj", "width", "groups", "HeadWidth", "KeyWidth", "parts", "scores", "bias",
                "Widen", "Must", "Heads", "free", "still", "rows", "weight", "count", "q", "k", "v", "x"])
                copied = Regex.Replace(copied, $@"(?<!\.)\b{own}\b", "z" + own);
            File.WriteAllText(Path.Combine(folder, "class", "copy", "MultiHeadAttention.cs"), copied);
            ModuleManifest manifest = whole with { Files = ["MultiHeadAttention.cs"] };
            var reader = new SubmissionCodeReader(manifest,
                [new SourceFile("MultiHeadAttention.cs",
                    File.ReadAllText(Path.Combine(GradingFixture.Layout.AssignmentOf(GradingFixture.Module), "MultiHeadAttention.cs")))]);

            SimilarityReport report = SimilarityAnalysis.Compare("M02",
                    reader.Read(SubmissionFinder.Find(Path.Combine(folder, "class")).Submissions, CancellationToken.None), 10, [],
                    CancellationToken.None);

            SimilarPair first = report.Pairs[0];
            Assert.Equal(("42-fused-qkv", "copy"), (first.A, first.B));
            Assert.True(first.ShareOfA > 0.95, $"{first}");
            Assert.All(report.Pairs.Where(p => p.A == "42-fused-qkv" ^ p.B == "copy"),
                p => Assert.InRange(Math.Max(p.ShareOfA, p.ShareOfB), 0, 0.1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Members of the first type in the opposite order.
    private static string Reverse(string source)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(source).GetRoot();
        TypeDeclarationSyntax type = root.DescendantNodes().OfType<TypeDeclarationSyntax>().First();
        return root.ReplaceNode(type, type.WithMembers(SyntaxFactory.List(type.Members.Reverse()))).ToFullString();
    }
}
