using System.CommandLine;
using System.Globalization;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader peer-review</c>: hands out submissions to be reviewed by other students, and takes the reviews in.</summary>
internal static class PeerReviewCommand
{
    public static Command Create() => new("peer-review",
        "Let students judge each other's work, double-blind, where only people can: hand out folders with sheets, see what came back, enter the points.")
    {
        Assign(), PeerReviewStatus.Create(), PeerReviewCollect.Create(),
    };

    /// <summary>The option that names the key.</summary>
    public static Option<string> Key() =>
        new("--key") { Description = "The file that says who is who, as `assign` wrote it.", Required = true, HelpName = "FILE" };

    /// <summary>The argument that names the folder with what came back.</summary>
    public static Argument<string> Folder() =>
        new("folder") { Description = "The folder with the sheets that came back, in folders of any depth and under any name." };

    /// <summary>Makes a text safe to print: neither a terminal's escape nor a command of the workflow in whose log it may stand.</summary>
    public static string Printed(string text) => StudentText.NoCommands(StudentText.Terminal(text));

    private static Command Assign()
    {
        Option<string> gradebook = new("--gradebook",
            "-g")
        { Description = "The gradebook: who handed in, and which attempt counts.", Required = true, HelpName = "FILE" };
        Option<string> module = new("--module", "-m") { Description = "The module, such as M12.", Required = true, HelpName = "MODULE" };
        Option<string[]> submissions =
            new("--submissions", "-s")
            {
                Description = "The folder that was graded, as for `batch`. May be given several times.",
                Required = true,
                HelpName = "FOLDER"
            };
        Option<int> reviews = new("--reviews", "-k")
        {
            Description = "How many reviews each submission gets, and each student writes.",
            DefaultValueFactory = _ => 3,
            HelpName = "N"
        };
        reviews.Validators.Add(result =>
        {
            if (result.Is<int>(n => n is < 1 or > 20)) result.AddError("--reviews must be 1 to 20.");
        });
        Option<int> seed = new("--seed")
        {
            Description = "Another seed gives another assignment; the same seed, with the same gradebook and its secret, the same.",
            DefaultValueFactory = _ => 1,
            HelpName = "N"
        };
        Option<string?> rubric = new("--rubric")
        {
            Description = "The criteria with their scales. Default: the course's own for the module, in docs/rubrics.",
            HelpName = "FILE"
        };
        Option<string?> not = new("--not")
        {
            Description = "A CSV file with the columns a,b: pairs of students who are not to review each other.",
            HelpName = "FILE"
        };
        Option<string> output = new("--out",
            "-o")
        {
            Description = "The folder to write, with a folder for each reviewer under a random name. Must be new.",
            Required = true,
            HelpName = "FOLDER"
        };
        Option<string?> key = new("--key")
        {
            Description = "Where to write who is who. Default: beside the folder, with .key.json. Never in it.",
            HelpName = "FILE"
        };
        Option<string?> policy = new("--policy") { Description = "The course file, which says which attempt counts.", HelpName = "FILE" };
        Option<bool> skip = new("--skip-unmatched")
        {
            Description =
            "Leave out students whose attempt that counts does not lie in the folders; they review nothing. Default: refuse, and name them."
        };
        Option<string?> course = SharedOptions.Course();
        Command command = new("assign", """
            Hand out submissions for review: a folder for each reviewer, in which nobody's name is.

            Example:
              grader peer-review assign -g class.db -m M12 --submissions class/ --reviews 3 --seed 7 --out reviews/
            """)
        {
            gradebook, module, submissions, reviews, seed, rubric, not, output, key, policy, skip, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
        {
            string @out = parsed.GetValue(output)!;
            var request = new Request(
                parsed.GetValue(gradebook)!, parsed.GetValue(module)!, parsed.GetValue(submissions)!, parsed.GetValue(reviews),
                parsed.GetValue(seed), parsed.GetValue(rubric), parsed.GetValue(not),
                @out, parsed.GetValue(key) ?? Path.TrimEndingDirectorySeparator(@out) + ".key.json", parsed.GetValue(policy),
                parsed.GetValue(skip), CourseLayout.Find(parsed.GetValue(course)));
            return Task.FromResult(Run(request, cancellation));
        }));
        return command;
    }

    private static ExitCode Run(Request request, CancellationToken cancellation)
    {
        string name = request.Layout.Resolve(request.Module);
        ModuleManifest manifest = ModuleManifest.Load(request.Layout.ManifestOf(name));
        Rubric rubric = Rubric.Load(request.Rubric ?? Path.Combine(request.Layout.Docs, "rubrics", manifest.Id + ".yaml"));
        if (rubric.Module != manifest.Id)
            throw new CourseException(
                $"The rubric is one of {rubric.Module}, not of {manifest.Id}. Name another with --rubric, or change its line module.");

        using Gradebook book = Gradebook.Open(request.Gradebook);
        IReadOnlyDictionary<string, Attempt> counting =
            ReviewedWorkReader.Counting(book, CoursePolicy.Load(request.Policy, ModuleIds.Known(book)), manifest.Id);
        if (counting.Count == 0)
            throw new CourseException(
                $"{request.Gradebook} has no grade of {manifest.Id}. `grader batch FOLDER -g {request.Gradebook} -m {manifest.Id}` grades a class into it.");
        IReadOnlySet<(string, string)> pairs = request.Not is null
            ? new HashSet<(string, string)>()
            : ExcludedPairs.Load(request.Not, book.Students());
        IEnumerable<FoundSubmission> found =
            request.Submissions.SelectMany(
                folder => new ClassFolder { Folder = folder, Gradebook = request.Gradebook }.Read(request.Layout).Found.Submissions);
        (IReadOnlyList<ReviewedWork> works, IReadOnlyList<(string Student, string Why)> missing) =
            new ReviewedWorkReader(manifest, rubric).Read(found, counting, cancellation);
        foreach ((string student, string why) in missing) Console.Error.WriteLine(Printed($"{student}: {why}"));
        if (missing.Count > 0 && !request.SkipUnmatched)
            throw new CourseException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The attempts that count of {missing.Count} of {counting.Count} students do not lie in {string.Join(", ", request.Submissions)}. Name the folders that were graded last with --submissions, or leave these students out with --skip-unmatched."));
        if (works.FirstOrDefault(w => w.Files.Count == 0) is { } empty)
            throw new CourseException(
                $"{empty.Student.Key}'s submission has none of the files that the rubric asks for: {string.Join(", ", rubric.Files)}. Correct the line files of the rubric.");

        ReviewKey key =
            new ReviewFolders(book, rubric, request.Seed).Write(works, request.Reviews, pairs, request.Out, request.Key, cancellation);
        foreach (ReviewedWork work in works)
        {
            foreach (string left in work.LeftOut) Console.Error.WriteLine(Printed($"not given out: {work.Student.Key}: {left}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{works.Count} submissions of {manifest.Id}, {request.Reviews} reviews of each, {key.Reviews.Count} sheets: {request.Out}"));
        Console.WriteLine($"Who is who: {request.Key}. Keep it to yourself, and a copy of it: without it no sheet is of anybody.");
        Console.WriteLine($"Whose folder is which: grader peer-review status --key {request.Key} {request.Out}");
        return ExitCode.Passed;
    }

    private sealed record Request(
        string Gradebook, string Module, string[] Submissions, int Reviews, int Seed, string? Rubric, string? Not, string Out, string Key,
        string? Policy, bool SkipUnmatched, CourseLayout Layout);
}
