using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Similarity;

/// <summary>How much the submissions of a class have in common, pair by pair. It says what is
/// alike; why is for people to find out.</summary>
/// <param name="Module">The module's name, for example <c>M02.Attention</c>.</param>
/// <param name="Submissions">The submissions that were compared, in the order of their keys.</param>
/// <param name="Pairs">Every pair that has anything in common, the most first.</param>
/// <param name="Closest">The first pairs with what they have in common, side by side.</param>
/// <param name="Same">Groups of submissions whose own code is the same throughout; large groups weigh little in
/// the list, since many have their code.</param>
/// <param name="NotCompared">What could not be compared.</param>
public sealed record SimilarityReport(
    string Module,
    IReadOnlyList<ComparedSubmission> Submissions,
    IReadOnlyList<SimilarPair> Pairs,
    IReadOnlyList<AlignedPair> Closest,
    IReadOnlyList<IReadOnlyList<string>> Same,
    IReadOnlyList<NotCompared> NotCompared)
{
    /// <summary>The length of the shortest passage that counts, in tokens: about half a line of tensor code.</summary>
    public const int ShortestPassage = 12;

    /// <summary>Gets how many entries the list has: pairs, in which submissions that are the same throughout
    /// stand for each other, and those groups.</summary>
    public int Entries => Pairs.Select(p => p.Rank).DefaultIfEmpty(0).Max();

    /// <summary>Gets how many pairs there are, also those that have nothing in common.</summary>
    public long AllPairs => (long)Submissions.Count * (Submissions.Count - 1) / 2;
}

/// <summary>A submission that was compared.</summary>
/// <param name="Key">The student's key.</param>
/// <param name="Name">The student's name; may be empty.</param>
/// <param name="Source">The path within the folder.</param>
/// <param name="OwnTokens">How many tokens are the student's own.</param>
/// <param name="GivenTokens">How many stand in the template and were left out.</param>
/// <param name="Passages">How many different passages of <see cref="SimilarityReport.ShortestPassage"/> tokens it has.</param>
/// <param name="Weight">The same, each weighed by how rare it is in the class.</param>
public sealed record ComparedSubmission(string Key, string Name, string Source, int OwnTokens, int GivenTokens, int Passages,
    double Weight);

/// <summary>What two submissions have in common, in figures.</summary>
/// <param name="A">The one student's key.</param>
/// <param name="B">The other's.</param>
/// <param name="Shared">The different passages that both have, each weighed by how rare it is in the class: 1 when these
/// two alone have it, 0.02 when all have.</param>
/// <param name="ShareOfA">The same as a share of all passages of <paramref name="A"/>, weighed alike, 0 to 1.</param>
/// <param name="ShareOfB">The same for <paramref name="B"/>.</param>
public sealed record SimilarPair(string A, string B, double Shared, double ShareOfA, double ShareOfB)
{
    /// <summary>Gets the place in the list, from 1, of the entry that stands for the pair; pairs of the same code have one entry.</summary>
    public int Rank { get; init; }
}

/// <summary>A pair with what it has in common.</summary>
/// <param name="Rank">Its place in the list, from 1.</param>
/// <param name="Pair">The figures.</param>
/// <param name="Passages">The passages, the one that weighs most first.</param>
public sealed record AlignedPair(int Rank, SimilarPair Pair, IReadOnlyList<AlignedPassage> Passages)
{
    /// <summary>Gets what people think of the pair, and of those that it stands for, as the gradebook has it.</summary>
    public IReadOnlyList<Judgement> Judged { get; init; } = [];
}

/// <summary>A passage that two submissions have in common.</summary>
/// <param name="Tokens">How many tokens are alike.</param>
/// <param name="InSubmissions">In how many submissions of the class most of it stands; 2 when these two alone have it.</param>
/// <param name="Shared">What it adds to <see cref="SimilarPair.Shared"/>.</param>
/// <param name="A">Where it stands in the one.</param>
/// <param name="B">Where it stands in the other.</param>
public sealed record AlignedPassage(int Tokens, int InSubmissions, double Shared, PassagePlace A, PassagePlace B);

/// <summary>Where a passage stands.</summary>
/// <param name="File">The file, by its name within the module.</param>
/// <param name="Member">For example <c>Attention.Attend</c>.</param>
/// <param name="FirstLine">From 1.</param>
/// <param name="Lines">The source, without the indentation that all lines have.</param>
public sealed record PassagePlace(string File, string Member, int FirstLine, IReadOnlyList<string> Lines)
{
    /// <summary>Gets the numbers of the lines with code that the other has too; the others are comments, blank, or differ.</summary>
    public IReadOnlyList<int> Alike { get; init; } = [];
}
