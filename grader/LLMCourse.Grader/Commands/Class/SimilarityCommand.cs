using System.CommandLine;
using System.Globalization;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Similarity;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader similarity</c>: says what the submissions of a class have in common, pair by pair.</summary>
internal static class SimilarityCommand
{
    private const int TerminalRows = 20;

    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "A folder with a folder or .zip file for each student, as for `batch`." };
        Option<string?> @out = new("--out",
            "-o")
        { Description = "Where to write the report, as the ending says: .html (passages side by side), .md or .json (the figures of every pair).", HelpName = "FILE" };
        @out.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } file && Renderer(file) is null)
                result.AddError($"--out must end in .html, .md or .json, but it is '{file}'.");
        });
        Option<int> top = new("--top",
            "-n")
        { Description = "For how many pairs to write out the passages.", DefaultValueFactory = _ => 50, HelpName = "N" };
        top.Validators.Add(result =>
        {
            if (result.Is<int>(n => n is < 1 or > 100_000)) result.AddError("--top must be 1 to 100000.");
        });
        Option<string?> roster = new(
            "--roster")
        { Description = "A CSV file of students, as for `batch`: names and keys are taken from it.", HelpName = "FILE" };
        Option<string?> gradebook =
            new("--gradebook", "-g")
            {
                Description =
                "A gradebook: names and keys are taken from it, and what people think of pairs (`grader gradebook judge`) is shown.",
                HelpName = "FILE"
            };
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Command command = new("similarity",
            "Compare the submissions of a class pairwise: a ranked list with what is alike, side by side. Example: grader similarity class/ -m M02 --out alike.html")
        {
            folder, module, @out, top, roster, gradebook, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => Task.FromResult(Run(
            parsed.GetValue(folder)!, parsed.GetValue(roster), parsed.GetValue(gradebook), parsed.GetValue(module), parsed.GetValue(@out),
            parsed.GetValue(top),
            CourseLayout.Find(parsed.GetValue(course)), cancellation))));
        return command;
    }

    private static ExitCode Run(
        string folder, string? roster, string? gradebook, string? option, string? file, int top, CourseLayout layout,
        CancellationToken cancellation)
    {
        using Gradebook? book = gradebook is null ? null : Gradebook.Open(gradebook);
        IReadOnlyList<FoundSubmission> submissions = roster is null && book is null
            ? SubmissionFinder.Find(folder).Submissions
            : new ClassFolder
            {
                Folder = folder,
                Gradebook = gradebook,
                Roster = roster is null
                ? []
                : Roster.Load(roster)
            }.Read(layout).Found.Submissions;
        string module = option is null ? ModuleGuess.ForClass(folder, submissions, layout) : layout.Resolve(option);
        ModuleManifest manifest = ModuleManifest.Load(layout.ManifestOf(module));
        string assignment = layout.AssignmentOf(module);
        IReadOnlyList<SourceFile> starter =
            [.. manifest.Files.Select(f => Path.Combine(assignment, f)).Where(File.Exists)
                .Select(f => new SourceFile(Path.GetFileName(f), File.ReadAllText(f)))];
        if (starter.Count == 0)
            throw new CourseException(
                $"{assignment} has none of the module's files, so that what everybody was given is not known. Run 'grader release' to write them.");

        var reader = new SubmissionCodeReader(manifest, starter);
        IReadOnlyList<SubmissionCode> codes = reader.Read(submissions, cancellation);
        SimilarityReport report = SimilarityAnalysis.Compare(module, codes, top, reader.NotCompared, cancellation);
        if (book is not null) report = SimilarityWords.With(report, book.Judgements());
        if (file is not null) AtomicFile.Write(file, Renderer(file)!(report));
        Write(ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected), report, file);
        return ExitCode.Passed;
    }

    private static Func<SimilarityReport, string>? Renderer(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".html" or ".htm" => SimilarityHtml.Render,
        ".md" => SimilarityMarkdown.Render,
        ".json" => SimilarityJson.Render,
        _ => null,
    };

    /// <summary>Writes the head of the list.</summary>
    internal static void Write(IAnsiConsole console, SimilarityReport report, string? file)
    {
        Table table = new Table().Border(TableBorder.Simple);
        bool isJudged = report.Closest.Any(c => c.Judged.Count > 0);
        foreach (string column
            in (string[])["rank", "A", "B", "shared", "of A", "of B", "passages", "mostly in", .. isJudged ? ["judged"] : (string[])[]])
            table.AddColumn(column is "A" or "B" or "mostly in" or "judged"
                ? new TableColumn(column)
                : new TableColumn(column).RightAligned().NoWrap());
        foreach (AlignedPair pair in report.Closest.Take(TerminalRows))
        {
            string[] cells =
            [
                pair.Rank.ToString(CultureInfo.InvariantCulture), SimilarityWords.Sides(report, pair.Pair).A,
                SimilarityWords.Sides(report, pair.Pair).B, SimilarityWords.Number(pair.Pair.Shared),
                SimilarityWords.Percent(pair.Pair.ShareOfA), SimilarityWords.Percent(pair.Pair.ShareOfB),
                pair.Passages.Count.ToString(CultureInfo.InvariantCulture),
                pair.Passages.Count == 0 ? "" : pair.Passages[0].A.Member, .. isJudged ? [SimilarityWords.Verdicts(pair)] : (string[])[],
            ];
            table.AddRow([.. cells.Select(c => Markup.Escape(StudentText.Terminal(c)))]);
        }

        console.WriteLine($"{report.Module}: {SimilarityWords.Summary(report)}");
        if (report.Closest.Count > 0) console.Write(table);
        foreach (IReadOnlyList<string> group in report.Same.Take(TerminalRows))
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"the same throughout: {group.Count}: {StudentText.Terminal(string.Join(", ", group.Take(TerminalRows).Select(k => SimilarityWords.Student(report, k))))}{(group.Count > TerminalRows ? ", …" : "")}"));
        foreach (NotCompared left in report.NotCompared)
            console.WriteLine($"not compared: {StudentText.Terminal(left.Source)}: {StudentText.Terminal(left.Why)}");
        console.WriteLine(SimilarityWords.Reading);
        console.WriteLine(file is null ? "The passages side by side: --out alike.html" : $"The report is in {file}.");
    }
}
