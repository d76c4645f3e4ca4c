namespace LLMCourse.M12;

/// <summary>Your own report.</summary>
public static class MyReport
{
    /// <summary>Gets the template of your report on the sample project, with at most 3,900 characters.</summary>
    /// <remarks>It is rendered with the metrics, figures and items that <see cref="SampleProject.Data"/> names, and may have no
    /// problem; neither may it with other values of the same metrics. At least two limitations, the baseline's and the model's accuracy, and both ends of the gain's interval.</remarks>
    [Exercise("M12.E8", Title = "Report", Weight = 2)]
    public static string Template
    {
        get
        {
            // TODO M12.E8: write the report, every number as a placeholder.
            #region Solution
            return """
                # Topics of notices

                ## 1. Task

                Given the text of a notice, name one of five topics. Measured is the accuracy on the test set; more is better. The model is to beat the
                baseline by a margin that was fixed on the project card before anything was trained.

                ## 2. Data

                Of {{metric:rows.all|count}} notices from three sources (CC0-1.0, CC-BY-4.0, CC-BY-SA-4.0) the pipeline kept {{metric:rows.kept|count}}:
                {{metric:rows.train|count}} to train on and {{metric:rows.test|count}} to test. A fourth source has no licence, and was left out whole. Splits are made
                by groups of near-duplicates with the seed {{metric:seed}}, so that no notice is on both sides in other words.

                ## 3. Method

                The baseline counts words. The model has {{metric:parameters|count}} parameters, reads the order of words as well, and was trained on one processor
                in {{metric:seconds|fixed1}} seconds.

                {{figure:learning}}

                ## 4. Results

                | | accuracy | macro-F1 |
                |---|--:|--:|
                | baseline | {{metric:baseline.accuracy|percent1}} | |
                | model | {{metric:model.accuracy|percent1}} | {{metric:model.macro-f1|percent1}} |

                The model gains {{metric:gain|points1}} points on the baseline, with a confidence interval from {{metric:gain.low|points1}} to {{metric:gain.high|points1}}
                (paired bootstrap over the items of the test set).

                {{figure:confusion}}

                ## 5. Limitations

                - A bus that stops elsewhere because of a parade is about transport, and its words are those of events: {{item:t-017}}.
                - A leaking roof is a repair, and goes by the room that is under it: {{item:t-058}}.
                - All texts are English and made up; nothing is known of others. Even here a match that is also a party goes wrong: {{item:t-102}}.

                ## 6. Intended use

                Sorting a town's public notices into topics, where somebody sees them afterwards. Not for letters of single people, nor for deciding what is published.
                Written on 2026-11-28; the sections follow Mitchell et al. (2019).
                """;
            #endregion
        }
    }
}
