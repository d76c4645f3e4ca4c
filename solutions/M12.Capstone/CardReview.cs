using LLMCourse.Reference.Corpora;
#region Solution
using System.Globalization;
#endregion

namespace LLMCourse.M12;

/// <summary>Compares a project's data with its card.</summary>
public static class CardReview
{
    /// <summary>Reviews the data of a project.</summary>
    /// <remarks>The handout says what each code goes by, and in which order the splits are.</remarks>
    /// <param name="card">The card.</param>
    /// <param name="sources">The sources as they were delivered; each name once.</param>
    /// <param name="splits">The rows of each split, by the split's name; none of them is changed.</param>
    /// <returns>The problems, in the order in which <see cref="CardProblem"/> has their codes. Those of a code are in the card's order, of splits and rows in
    /// that of the splits, and where neither says anything in ordinal order.</returns>
    [Exercise("M12.E1", Title = "Problem card", Weight = 2)]
    public static IReadOnlyList<CardProblem> Problems(ProjectCard card, IReadOnlyList<NoticeSource> sources, IReadOnlyDictionary<string, IReadOnlyList<Notice>> splits)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(splits);
        // TODO M12.E1: compare the sources with the card, then the splits, and then look for rows of a split in those before it.
        #region Solution
        string[] declared = [.. card.Splits.Select(split => split.Name)], undeclared = [.. splits.Keys.Except(declared).Order(StringComparer.Ordinal)];
        (string Name, IReadOnlyList<Notice> Rows)[] parts = [.. declared.Where(splits.ContainsKey).Concat(undeclared).Select(name => (name, splits[name]))];
        return
        [
            .. Sources(card, sources, parts),
            .. declared.Where(name => !splits.ContainsKey(name)).Select(name => new CardProblem(CardProblem.SplitMissing, name)),
            .. undeclared.Select(name => new CardProblem(CardProblem.SplitUndeclared, name)),
            .. Sizes(card, parts),
            .. Classes(card, parts),
            .. Leaks(parts).OrderBy(leak => leak.Code == CardProblem.LeakNear),
        ];
        #endregion
    }

    #region Solution
    private static IEnumerable<CardProblem> Sources(ProjectCard card, IReadOnlyList<NoticeSource> sources, (string Name, IReadOnlyList<Notice> Rows)[] parts)
    {
        Dictionary<string, NoticeSource> delivered = sources.ToDictionary(source => source.Name, StringComparer.Ordinal);
        (CardSource Card, NoticeSource Data)[] both = [.. card.Sources.Where(source => delivered.ContainsKey(source.Name)).Select(source => (source, delivered[source.Name]))];
        IEnumerable<string> undeclared = parts.SelectMany(part => part.Rows).Select(row => row.Source).Except(card.Sources.Select(source => source.Name));
        return
        [
            .. card.Sources.Where(source => !delivered.ContainsKey(source.Name)).Select(source => new CardProblem(CardProblem.SourceMissing, source.Name)),
            .. undeclared.Order(StringComparer.Ordinal).Select(name => new CardProblem(CardProblem.SourceUndeclared, name)),
            .. both.Where(source => source.Card.Sha256 != source.Data.Sha256).Select(source => new CardProblem(CardProblem.Hash, source.Card.Name)),
            .. both.Where(source => source.Card.Rows != source.Data.Rows.Count).Select(source => new CardProblem(CardProblem.Rows, source.Card.Name)),
            .. both.Where(source => source.Card.Licence != source.Data.Licence).Select(source => new CardProblem(CardProblem.LicenceDiffers, source.Card.Name)),
            .. card.Sources.Where(source => CardLicence.All.All(licence => licence.Id != source.Licence)).Select(source => new CardProblem(CardProblem.LicenceRefused, source.Name)),
        ];
    }

    private static IEnumerable<CardProblem> Sizes(ProjectCard card, (string Name, IReadOnlyList<Notice> Rows)[] parts)
    {
        int all = parts.Sum(part => part.Rows.Count);
        return from split in card.Splits
               join part in parts on split.Name equals part.Name
               where Math.Abs(part.Rows.Count - (split.Fraction * all)) > 0.05m * all
               select new CardProblem(CardProblem.SplitSize, split.Name);
    }

    private static IEnumerable<CardProblem> Classes(ProjectCard card, (string Name, IReadOnlyList<Notice> Rows)[] parts)
    {
        bool isTopic = card.Task == "topic";
        var counts = (from part in parts
                      from label in isTopic ? NoticeCorpus.Topics : NoticeCorpus.Tones
                      select (Split: part.Name, Label: label, Count: part.Rows.Count(row => (isTopic ? row.Topic : row.Tone) == label), All: part.Rows.Count)).ToArray();
        return
        [
            .. counts.Where(x => x.Count == 0).Select(x => new CardProblem(CardProblem.ClassMissing, $"{x.Split}/{x.Label}")),
            .. counts.Where(x => card.Metric == "accuracy" && 2 * x.Count > x.All).Select(x => new CardProblem(CardProblem.MetricUnfit, x.Split)),
        ];
    }

    // Of each row the first earlier one that it equals, or else the first that it is like. An index from 3-grams to rows finds all that share one.
    private static IEnumerable<CardProblem> Leaks((string Name, IReadOnlyList<Notice> Rows)[] parts)
    {
        List<(string Where, int Grams)> rows = [];
        Dictionary<string, int> texts = new(StringComparer.Ordinal);
        Dictionary<string, List<int>> index = new(StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<Notice> notices) in parts)
        {
            int earlier = rows.Count;
            foreach (Notice notice in notices)
            {
                string where = string.Create(CultureInfo.InvariantCulture, $"{name}/{notice.Source}#{notice.Row}");
                HashSet<string> grams = WordGrams.Of(notice.Text);
                if (texts.TryGetValue(notice.Text, out int same) && same < earlier) yield return new CardProblem(CardProblem.LeakExact, $"{where} = {rows[same].Where}");
                else if (Near(grams, earlier) is >= 0 and int near) yield return new CardProblem(CardProblem.LeakNear, $"{where} ~ {rows[near].Where}");
                _ = texts.TryAdd(notice.Text, rows.Count);
                foreach (string gram in grams)
                {
                    if (!index.TryGetValue(gram, out List<int>? having)) index[gram] = having = [];
                    having.Add(rows.Count);
                }

                rows.Add((where, grams.Count));
            }
        }

        int Near(HashSet<string> grams, int earlier)
        {
            Dictionary<int, int> shared = [];
            foreach (int row in grams.Where(index.ContainsKey).SelectMany(gram => index[gram]).Where(row => row < earlier)) shared[row] = shared.GetValueOrDefault(row) + 1;
            return shared.Where(x => 5 * x.Value >= 4 * (grams.Count + rows[x.Key].Grams - x.Value)).Select(x => x.Key).DefaultIfEmpty(-1).Min();
        }
    }
    #endregion
}
