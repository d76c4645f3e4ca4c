using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>What reviewers are asked: criteria, each with a scale in words.</summary>
/// <param name="Title">What is reviewed, for people.</param>
/// <param name="Module">The module's id.</param>
/// <param name="Files">Which files of a submission reviewers get: names, or patterns with <c>*</c>.</param>
/// <param name="LeastReason">How many characters a reason has at least.</param>
/// <param name="Criteria">The criteria, in the order of the sheet.</param>
internal sealed record Rubric(string Title, string Module, IReadOnlyList<string> Files, int LeastReason, IReadOnlyList<Criterion> Criteria)
{
    /// <summary>Gets what tells two rubrics apart: the beginning of the SHA-256 of all that a sheet shows of it.</summary>
    [JsonIgnore]
    public string Mark
    {
        get
        {
            StringBuilder shown = new();
            foreach (Criterion c in Criteria) shown.AppendJoin('\n', SheetText.Given(c)).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown.ToString())))[..12];
        }
    }

    /// <summary>Reads a rubric's file.</summary>
    /// <exception cref="CourseException">It is not there.</exception>
    /// <exception cref="InvalidDataException">It is no rubric; the message has the line.</exception>
    public static Rubric Load(string file) => File.Exists(file)
        ? new RubricReader(file).Read(Batches.CsvText.ReadUtf8(file, "Save it as UTF-8."))
        : throw new CourseException($"There is no rubric {file}. Name one with --rubric FILE; docs/rubrics/ has examples.");
}

/// <summary>A criterion, with a scale of whole numbers without gaps.</summary>
/// <param name="Id">By which a sheet names it: small letters, digits, hyphens.</param>
/// <param name="Title">Its title.</param>
/// <param name="Ask">What the reviewer is to look at.</param>
/// <param name="Points">How much it weighs beside the others.</param>
/// <param name="Scale">What each score stands for, from the lowest, which is worth nothing, to
/// the highest, which is worth all points.</param>
internal sealed record Criterion(string Id, string Title, string Ask, decimal Points, IReadOnlyList<Anchor> Scale)
{
    /// <summary>Gets the lowest score.</summary>
    [JsonIgnore]
    public int Lowest => Scale[0].Score;

    /// <summary>Gets the highest score.</summary>
    [JsonIgnore]
    public int Highest => Scale[^1].Score;
}

/// <summary>What a score stands for.</summary>
/// <param name="Score">The score.</param>
/// <param name="Words">What work of this score is like.</param>
internal sealed record Anchor(int Score, string Words);
