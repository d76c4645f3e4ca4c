using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Classes.Publishing.Handouts;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader publish</c>: writes a class's grades, or the course itself, as a static site.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        Option<string?> gradebook = new("--gradebook", "-g") { Description = "The gradebook.", HelpName = "FILE" };
        Option<string> output = new("--out",
            "-o")
        { Description = "The folder to write. An earlier site there is replaced once the new one is whole; a folder that is no site is left alone.", Required = true, HelpName = "FOLDER" };
        Option<string?> policy = new("--policy")
        {
            Description = "The course file: attempts, deadlines, late penalty, weights, what is published.",
            HelpName = "FILE"
        };
        Option<Audience> audience =
            new("--for")
            {
                Description =
                "Who will read it: instructors (everything, under names) or students (a folder for each, which nobody can guess).",
                DefaultValueFactory = _ => Audience.Instructors
            };
        Option<string> title = new("--title")
        {
            Description = "The course's name, at the top of each page.",
            DefaultValueFactory = _ => "LLMCourse",
            HelpName = "TEXT"
        };
        Option<bool> leaderboard = new("--leaderboard") { Description = "Add a leaderboard of the performance checks, under pseudonyms." };
        Option<bool> distribution =
            new("--distribution") { Description = "Show students how the class's numbers are distributed, without names." };
        Option<bool> handouts = new(
            "--handouts")
        {
            Description =
                "Publish the course instead, for everybody: syllabus, handouts, quizzes, hints and interview questions, without anybody's work. Goes without --gradebook."
        };
        Option<string?> repository =
            new("--repository")
            {
                Description =
                "With --handouts: where the course's other files can be looked at, for links to them. Example: https://example.org/course/blob/main/",
                HelpName = "URL"
            };
        Option<string?> course = SharedOptions.Course();
        Option<string?> links = new("--links")
        {
            Description = "With --for students: the list of whose folder is which. Default: the gradebook's name with .links.csv.",
            HelpName = "FILE"
        };
        Option<string?> address =
            new("--url")
            {
                Description = "With --for students: where the folder will be served, for whole links in that list.",
                HelpName = "URL"
            };
        foreach (Option<string?> web in (Option<string?>[])[address, repository])
        {
            web.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<string?>() is { } text && AddressOf(text) is null)
                    result.AddError($"'{text}' is not an address such as https://example.org/grades/.");
            });
        }

        Command command = new("publish",
            "Write the class's grades, or the course, as a static site. Example: grader publish -g class.db --out site --for students --url https://example.org/grades/")
        {
            gradebook, output, policy, audience, title, leaderboard, distribution, links, address, handouts, repository, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
        {
            string? book = parsed.GetValue(gradebook);
            if (parsed.GetValue(handouts))
            {
                if (new Option[] { gradebook, policy, audience, leaderboard, distribution, links, address }.FirstOrDefault(
                    o => parsed.GetResult(o) is { Implicit: false }) is { } grades)
                    throw new CourseException(
                        $"{grades.Name} is about grades, and --handouts publishes the course without any. Leave one of them out, and publish grades into a folder of their own.");
                return Task.FromResult(Handouts(
                    CourseLayout.Find(parsed.GetValue(course)),
                    new CourseSiteOptions
                    {
                        Out = parsed.GetValue(output)!,
                        Title = parsed.GetValue(title)!,
                        Repository = parsed.GetValue(repository) is { } files ? AddressOf(files) : null,
                    },
                    cancellation));
            }

            if (book is null)
                throw new CourseException("Name the gradebook with --gradebook, or publish the course itself with --handouts.");
            if (parsed.GetValue(audience) == Audience.Everybody)
                throw new CourseException("Grades are not for everybody: write --for instructors or --for students.");
            return RunAsync(
                book,
                new PublishOptions
                {
                    Out = parsed.GetValue(output)!,
                    Policy = LoadPolicy(book, parsed.GetValue(policy)),
                    For = parsed.GetValue(audience),
                    Title = parsed.GetValue(title)!,
                    Leaderboard = parsed.GetValue(leaderboard),
                    Distribution = parsed.GetValue(distribution),
                    Links = parsed.GetValue(links),
                    Address = parsed.GetValue(address) is { } text ? AddressOf(text) : null,
                },
                cancellation);
        }));
        return command;
    }

    private static ExitCode Handouts(CourseLayout layout, CourseSiteOptions options, CancellationToken cancellation)
    {
        int pages = CourseSite.Publish(layout, options, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pages} pages: {Path.Combine(options.Out, "index.html")}"));
        return ExitCode.Passed;
    }

    private static async Task<ExitCode> RunAsync(string path, PublishOptions options, CancellationToken cancellation)
    {
        if (options.For == Audience.Instructors && (options.Links is not null || options.Address is not null))
            throw new CourseException("--links and --url are about students' folders: add --for students, or leave them out.");
        long begun = Stopwatch.GetTimestamp();
        using Gradebook gradebook = Gradebook.Open(path);
        PublishResult result = await new SitePublisher(gradebook, options).PublishAsync(cancellation).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Students} students, {result.Files} files in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s: {Path.Combine(options.Out, "index.html")}"));
        if (result.Withheld.Count > 0)
            Console.WriteLine($"Not released to students: {string.Join(", ", result.Withheld)}.{(options.For == Audience.Students ? " Their pages say so; `grader gradebook release` releases a module." : "")}");
        if (result.Links is { } links)
            Console.WriteLine($"Whose folder is which: {links}. Keep it to yourself: whoever has it can read every page.");
        return ExitCode.Passed;
    }

    private static CoursePolicy LoadPolicy(string gradebook, string? policy)
    {
        using Gradebook book = Gradebook.Open(gradebook);
        return CoursePolicy.Load(policy, ModuleIds.Known(book));
    }

    private static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "http" or "file" ? uri : null;
}
