using System.Text.RegularExpressions;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Intake;

namespace LLMCourse.Grader.Tests.PeerReview;

/// <summary>A class of seven that has handed in M02, in a gradebook of its own, with its reviews assigned.</summary>
internal sealed partial class ReviewClass : IDisposable
{
    public const string Reason = "The second section names the case and says what to do.";

    private readonly TemporaryGradebook _home = new();

    public ReviewClass(Func<Student, string>? report = null)
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Enrol(Students);
        foreach (Student s in Students)
            book.Save(TemporaryGradebook.Attempt(s.Key, hash: "hash of " + s.Key), TemporaryGradebook.Grade(80));
        Works = [.. Students.Select(
            s => new ReviewedWork(s, "hash of " + s.Key,
                [new SourceFile("MyReport.cs", "// a report"), new SourceFile($"report by {s.Name}.md", report?.Invoke(s) ?? "A report.")],
                []))];
    }

    public static IReadOnlyList<Student> Students { get; } =
    [
        new("alovelace", "Lovelace, Ada", "ada.l@example.edu", "al1815", "400101"),
        new("broe", "Bob Roe", "bob@example.edu", "br1902", "400102"),
        new("cmueller", "Cäcilie Müller", "cm@example.edu", "cm1977", "400103"),
        new("dnguyen", "Nguyễn Thị Dung", "dung@example.edu", "dn2001", "400104"),
        new("eosullivan", "Eve O'Sullivan", "eve@example.edu", "eo1999", "400105"),
        new("fstrass", "Finn Straßer", "finn@example.edu", "fs1985", "400106"),
        new("gjose", "José García López", "jose@example.edu", "jg1990", "400107"),
    ];

    public static Rubric Rubric { get; } = new("the project", "M02", ["*.cs", "*.md"], 20,
    [
        new Criterion("question", "Is the question worth asking?", "Read the task.", 1,
            [new Anchor(0, "No."), new Anchor(1, "Hardly."), new Anchor(2, "Mostly."), new Anchor(3, "Yes."),
                new Anchor(4, "Yes, and it says why.")]),
        new Criterion("limits", "Could a reader act on the limitations?", "Read the limitations.", 3,
            [new Anchor(1, "No."), new Anchor(2, "Partly."), new Anchor(3, "Yes.")]),
    ]);

    public IReadOnlyList<ReviewedWork> Works { get; }

    public string GradebookFile => _home.Path;

    public string Folder => Path.Combine(Path.GetDirectoryName(_home.Path)!, "reviews");

    public string KeyFile => Folder + ".key.json";

    public ReviewKey Assign(int seed = 7, int reviews = 3, params (string, string)[] pairs)
    {
        using Gradebook book = Gradebook.Open(_home.Path);
        return new ReviewFolders(book, Rubric, seed).Write(Works, reviews, new HashSet<(string, string)>(pairs), Folder, KeyFile,
            CancellationToken.None);
    }

    /// <summary>Fills in a sheet in its place.</summary>
    public string Fill(AssignedReview review, int question, int limits, string reason = Reason)
    {
        string file = SheetOf(review);
        File.WriteAllText(file, Filled(SheetText.Write(review.Code, Rubric), reason, question, limits));
        return file;
    }

    public string SheetOf(AssignedReview review) => Path.Combine(Folder, review.Folder, review.Code, SheetText.FileName);

    public CollectedReviews Collect(ReviewKey key) => CollectedReviews.Read(Folder, key, CancellationToken.None);

    /// <summary>Returns a sheet with scores and one reason everywhere.</summary>
    public static string Filled(string sheet, string reason, params int[] scores)
    {
        int i = 0;
        return Empty().Replace(sheet, _ => $"Score: {scores[i++]}\n\nReason: {reason}\n");
    }

    public void Dispose() => _home.Dispose();

    [GeneratedRegex("Score:\n\nReason:\n")]
    private static partial Regex Empty();
}
