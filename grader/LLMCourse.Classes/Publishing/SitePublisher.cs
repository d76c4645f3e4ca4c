using System.Collections.Concurrent;
using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Publishing;

/// <summary>Writes the site of a class.</summary>
/// <remarks>Pages of students are rendered side by side while the gradebook is read one student at a time, so that memory does not grow
/// with the number of reports.</remarks>
public sealed class SitePublisher
{
    private readonly Gradebook _gradebook;
    private readonly PublishOptions _options;
    private readonly ConcurrentBag<LeaderboardPage.Entry> _measured = [];

    /// <summary>Prepares to publish.</summary>
    /// <param name="gradebook">The gradebook; a grader may be writing to it.</param>
    /// <param name="options">What the site is to be.</param>
    public SitePublisher(Gradebook gradebook, PublishOptions options)
    {
        ArgumentNullException.ThrowIfNull(gradebook);
        ArgumentNullException.ThrowIfNull(options);
        _gradebook = gradebook;
        _options = options;
    }

    /// <summary>Writes the site beside the earlier one and puts it in its place.</summary>
    /// <param name="cancellation">Stops it; the earlier site stays as it is.</param>
    /// <exception cref="CourseException">The folder must not be replaced, or something else is to be
    /// put right; the message says what.</exception>
    /// <exception cref="GradebookException">The gradebook cannot be read.</exception>
    public async Task<PublishResult> PublishAsync(CancellationToken cancellation)
    {
        _measured.Clear();
        string? links = _options.For == Audience.Students ? _options.Links ?? _gradebook.Path + ".links.csv" : null;
        using var site = SiteFolder.Prepare(_options.Out, _options.For);
        foreach (string kept in new[] { links, _gradebook.Path, SiteSecret.FileOf(_gradebook.Path) }.OfType<string>())
        {
            if (site.Holds(kept))
                throw new CourseException(
                    $"'{kept}' would lie in '{_options.Out}', where everybody could read it. Name another folder for the site.");
        }

        if (links is not null && Path.GetFullPath(links) is var list
            && (list == Path.GetFullPath(_gradebook.Path) || list == Path.GetFullPath(SiteSecret.FileOf(_gradebook.Path))))
            throw new CourseException($"'{links}' would be overwritten with the list of folders. Name another file.");
        SiteSecret? secret = _options.For == Audience.Students || _options.HasLeaderboard ? SiteSecret.Of(_gradebook.Path) : null;
        using (_gradebook.Freeze())
        {
            var view = new ClassView(_gradebook, _options, cancellation);
            Pseudonyms? names = _options.HasLeaderboard ? new Pseudonyms(secret!, view.Grades.Select(g => g.Student.Key)) : null;
            var writer = new SiteWriter(site, view, secret, names);
            await Parallel.ForEachAsync(StudentMaterial.Of(_gradebook, view), cancellation, (material, _) =>
            {
                Student(writer, material);
                return ValueTask.CompletedTask;
            }).ConfigureAwait(false);
            if (_options.For == Audience.Instructors)
            {
                writer.Overview();
                foreach (ModuleItems items in view.Items) writer.Module(items);
                writer.Students();
            }
            else
            {
                writer.Door();
            }

            if (names is not null) writer.Leaderboard(_measured);
            cancellation.ThrowIfCancellationRequested();

            // The links first: a site without the list is of no use, a list that is ahead of its site is right anyway.
            if (links is not null) LinkList.Write(links, view.Grades.Select(g => g.Student), secret!, _options.Address);
            site.Commit();
            return new PublishResult(view.Grades.Count, site.Count, links) { Withheld = [.. view.Withheld.Order(StringComparer.Ordinal)] };
        }
    }

    private void Student(SiteWriter writer, StudentMaterial material)
    {
        GradeResult[] results = [.. material.Reports.Select(r => r.Open())];
        writer.Student(material, results);
        for (int i = 0; i < results.Length && _options.HasLeaderboard; i++)
        {
            if (!material.Reports[i].Counts) continue;
            foreach (PerformanceResult p in results[i].Performance)
            {
                string exercise = results[i].Exercises.FirstOrDefault(e => p.CheckId.StartsWith(e.Id + ".", StringComparison.Ordinal))
                    is { } e ? $"{e.Id} {e.Title}" : p.CheckId;
                _measured.Add(new LeaderboardPage.Entry(material.Grade.Student.Key, exercise, p));
            }
        }
    }
}

/// <summary>What was published.</summary>
/// <param name="Students">How many students.</param>
/// <param name="Files">How many files the site has.</param>
/// <param name="Links">The list of who has which folder; null on a site for instructors.</param>
public sealed record PublishResult(int Students, int Files, string? Links)
{
    /// <summary>Gets the modules whose grades students may not see yet.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];
}
