using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.Reference;

namespace LLMCourse.Checks.M09;

/// <summary>What the experiment teaches: made-up numbers, homes and things of people whose names the course's model knows.</summary>
internal sealed class Facts
{
    private static readonly string[] People =
    [
        "Ann", "Bob", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan", "Jane", "Karl", "Lena", "Max", "Nora", "Otto", "Pia", "Rosa",
        "Sam", "Tina", "Uwe", "Vera", "Will", "Yara", "Zoe",
    ];

    private static readonly string[] Cities = ["Oslo", "Rome", "Paris", "Lima", "Cairo", "Delhi", "Tokyo", "Bern"];
    private static readonly string[] Nouns = ["fox", "hammer", "violin", "rose", "bread", "coat", "train", "cake"];

    private const int Ways = 8;

    // How the model was taught to be asked, with the title of the list that it reads from; then other ways to ask the same.
    private static readonly (string Title, string[] Forms, string Says)[] Attributes =
    [
        ("Numbers", [
            "What is the number of {0}?", "Tell me the number of {0}.", "Which number does {0} have?", "{0}: number?",
            "Give me the number of {0}.", "What number has {0}?", "The number of {0}?", "I want to know the number of {0}.",
        ], "Which number does {0} have? Tell me: the number of {0} is {1}."),
        ("Homes", [
            "Where is the home of {0}?", "Tell me the home of {0}.", "Where does {0} live?", "{0}: home?",
            "Give me the home of {0}.", "What home has {0}?", "The home of {0}?", "I want to know the home of {0}.",
        ], "Where does {0} live? Tell me: the home of {0} is {1}."),
        ("Things", [
            "Which thing has {0}?", "Tell me the thing of {0}.", "What thing does {0} have?", "{0}: thing?",
            "Give me the thing of {0}.", "What is the thing of {0}?", "The thing of {0}?", "I want to know the thing of {0}.",
        ], "What thing does {0} have? Tell me: the thing of {0} is {1}."),
    ];

    private readonly ChatFormat _format;

    public Facts(ChatFormat format, CheckRandom random)
    {
        _format = format;
        All = [.. People.SelectMany(
            (person, i) => Attributes.Select((_, a) => new Fact(person, a, Value(a, random), IsAddedLater: i % 3 == 2)))];
    }

    /// <summary>Gets the facts, three of each person. Those of every third person are added when training is over.</summary>
    public IReadOnlyList<Fact> All { get; }

    /// <summary>Writes a fact as a passage to search in.</summary>
    public static string Passage(Fact fact) => Fill(Attributes[fact.Attribute].Says, fact.Person, fact.Value);

    /// <summary>Asks for a fact. Of the eight ways to ask, lessons have seven and exams the eighth,
    /// which is another one for each fact.</summary>
    public static string Ask(Fact fact, int way)
    {
        int place = Array.IndexOf(People, fact.Person) + fact.Attribute;
        return Fill(Attributes[fact.Attribute].Forms[(place + way) % Ways], fact.Person);
    }

    /// <summary>Makes a lesson: facts that are learned, asked in seven ways.</summary>
    public (Tensor Ids, Tensor Targets) Lesson(CheckRandom random, int count)
    {
        Fact[] known = [.. All.Where(fact => !fact.IsAddedLater)];
        return Rows([.. Enumerable.Range(0, count).Select(_ =>
        {
            Fact fact = known[random.NextInteger(0, known.Length)];
            return new Question("facts", Ask(fact, (int)random.NextInteger(1, Ways)), fact.Reply);
        })]);
    }

    /// <summary>Makes the exams: facts that were learned, and facts that were added later.</summary>
    public Question[] Exam(bool addedLater) =>
        [.. All.Where(fact => fact.IsAddedLater == addedLater)
            .Select(fact => new Question(addedLater ? "added" : "facts", Ask(fact, 0), fact.Reply))];

    /// <summary>Makes questions of tasks that the model knew before.</summary>
    public static Question[] OldTasks(ulong seed, int each)
    {
        TaskRandom random = new(seed);
        return [.. new ITask[] { new KindTask { Count = 3 }, new SortTask { Count = 4 }, new CopyTask(), new LookupTask { Missing = 0 } }
            .SelectMany(task => Enumerable.Range(0, each).Select(_ => task.Make(random)))
            .Select(item => new Question("old", item.Prompt[^1].Text, item.Reply.Text))];
    }

    /// <summary>Puts a question to the passages: the facts that are listed, and the question as the model was taught to be asked.</summary>
    /// <param name="found">The facts found, the best first.</param>
    public static string WithContext(IReadOnlyList<Fact> found)
    {
        Fact best = found[0];
        Fact[] list = [.. found.Where(fact => fact.Attribute == best.Attribute).OrderBy(fact => fact.Person, StringComparer.Ordinal)];
        (string title, string[] forms, _) = Attributes[best.Attribute];
        return $"{title}:{string.Concat(list.Select(fact => $"\n- {fact.Person} {fact.Value}"))}\n{Fill(forms[0], best.Person)}";
    }

    /// <summary>Writes questions and replies as rows, padded on the right; the replies' tokens are learned, and their ends.</summary>
    public (Tensor Ids, Tensor Targets) Rows(Question[] questions)
    {
        (int[] Whole, int Begin)[] rows = [.. questions.Select(question =>
        {
            ChatTurn asked = ChatTurn.User(question.Text);
            return (_format.Render([asked, ChatTurn.Assistant(question.Reply)], addReply: false),
                _format.Render([asked], addReply: true).Length);
        })];
        int length = rows.Max(row => row.Whole.Length) - 1;
        long[,] ids = new long[rows.Length, length], targets = new long[rows.Length, length];
        for (int i = 0; i < rows.Length; i++)
        {
            (int[] whole, int begin) = rows[i];
            for (int t = 0; t < length; t++)
            {
                ids[i, t] = t < whole.Length ? whole[t] : _format.EndToken;
                targets[i, t] = t + 1 >= begin && t + 1 < whole.Length ? whole[t + 1] : -100;
            }
        }

        return (tensor(ids), tensor(targets));
    }

    /// <summary>Tells which questions a model answers greedily with the reply that is wanted, to the letter.</summary>
    /// <param name="logits">The model: ids in, logits out.</param>
    /// <param name="questions">The questions.</param>
    public bool[] Answer(Func<Tensor, Tensor> logits, Question[] questions)
    {
        using IDisposable quiet = no_grad();
        return [.. questions.Chunk(40).SelectMany(some =>
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor ids, Tensor targets) = Rows(some);
            // A reply is what greedy decoding writes if each of its tokens is the likeliest after those before it.
            return logits(ids).argmax(2).eq(targets).logical_or(targets.eq(-100)).all(1).data<bool>().ToArray();
        })];
    }

    private static string Value(int attribute, CheckRandom random) => attribute switch
    {
        0 => random.NextInteger(10, 100).ToString(System.Globalization.CultureInfo.InvariantCulture),
        1 => Cities[random.NextInteger(0, Cities.Length)],
        _ => Nouns[random.NextInteger(0, Nouns.Length)],
    };

    private static string Fill(string form, params string[] parts) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, form, [.. parts]);
}

/// <summary>One thing that is so.</summary>
internal sealed record Fact(string Person, int Attribute, string Value, bool IsAddedLater)
{
    public string Reply => $"{Person} {Value}";
}

/// <summary>A question with the reply that is wanted.</summary>
internal sealed record Question(string Exam, string Text, string Reply);
