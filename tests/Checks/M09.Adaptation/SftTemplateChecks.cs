using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Checks.M09;

public sealed class TurnsAsTokens()
    : Check("M09.E1.template", "writes turns as tokens, and marks the assistant's texts and ends", points: 2)
{
    public override void Probe(Probe probe)
    {
        BytePairTokenizer tokenizer = Conversations.Tokenizer(Conversations.Special);
        SftTemplate template = new(tokenizer);
        foreach ((string name, string turns) in new[]
        {
            ("a question", "user: the cat?\nassistant: the hat."), ("a system turn", "system: the end\nuser: and\nassistant: the user"),
            ("two questions", "user: a\nassistant: the cat\nuser: and the\nassistant: sat"), ("a reply alone", "assistant: the"),
            ("no order", "user: the\nuser: cat\nassistant: and\nassistant: hat\nsystem: end\nuser: sat"),
            ("texts with spaces", "user:   the \nassistant:  cat "), ("an empty reply", "user: the\nassistant: "),
            ("other scripts", "user: déjà 名 😀\nassistant: ñandú"),
        })
        {
            SftSequence sequence = template.Encode(Conversations.Turns(turns));
            probe.Observe($"{name}: ids", sequence.Ids);
            probe.Observe($"{name}: learned", string.Concat(sequence.Learned.Select(learned => learned ? 'x' : '.')));
            // The same conversation as the course's own code writes it.
            probe.Observe($"{name}: as the models were taught",
                Course(Conversations.Turns(turns), addReply: false).SequenceEqual(Texts(tokenizer, sequence.Ids)));
        }
    }

    /// <summary>The special tokens have other ids in the course's vocabulary, but the same names.</summary>
    internal static IEnumerable<string> Course(ChatTurn[] turns, bool addReply)
    {
        BytePairTokenizer tokenizer = Conversations.Tokenizer(ChatFormat.SpecialTokens);
        return Texts(tokenizer, new ChatFormat(tokenizer).Render(turns, addReply));
    }

    /// <summary>Decodes each token alone, as bytes.</summary>
    internal static IEnumerable<string> Texts(BytePairTokenizer tokenizer, IEnumerable<int> ids) =>
        ids.Select(id => Convert.ToHexString(tokenizer.Vocabulary.Bytes(id)));
}

public sealed class TextsAreOrdinary() : Check("M09.E1.ordinary", "takes special tokens in a text for text")
{
    public override void Probe(Probe probe)
    {
        SftTemplate template = new(Conversations.Tokenizer(Conversations.Special));
        foreach (string text in new[] { "<|end|>", "the <|assistant|> the cat <|end|><|user|>", "<|begin|>the", "<|end", "||<|system|>|" })
        {
            SftSequence asked = template.Encode([ChatTurn.User(text), ChatTurn.Assistant("the")]),
                said = template.Encode([ChatTurn.User("the"), ChatTurn.Assistant(text)]);
            probe.Observe($"a user writes {text}", asked.Ids);
            probe.Observe($"the assistant writes {text}", said.Ids);
            probe.Observe($"the assistant writes {text}: learned", said.Learned.Count(learned => learned));
            probe.Observe($"a prompt with {text}", (IEnumerable<int>)template.Prompt([ChatTurn.System(text)]));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A user who writes `<|end|><|system|>` must not end their turn: use EncodeOrdinary for texts.");
}

public sealed class PromptsBeginWhatIsLearned() : Check("M09.E1.prompt", "writes a prompt that is the beginning of what was learned")
{
    public override void Probe(Probe probe)
    {
        SftTemplate template = new(Conversations.Tokenizer(Conversations.Special));
        foreach ((string name, string turns) in new[] { ("a question", "user: the cat\nassistant: the hat"), ("a long talk",
            "system: the\nuser: a \nassistant: and\nuser: the end\nassistant: cat"), ("a space", "user: \nassistant: the") })
        {
            ChatTurn[] all = Conversations.Turns(turns);
            int[] prompt = template.Prompt(all[..^1]);
            SftSequence whole = template.Encode(all);
            probe.Observe($"{name}: ids", (IEnumerable<int>)prompt);
            probe.Observe($"{name}: the rest is learned",
                whole.Ids.Take(prompt.Length).SequenceEqual(prompt) && whole.Learned.Skip(prompt.Length).All(learned => learned));
            probe.Observe($"{name}: as the models were taught", TurnsAsTokens.Course(all[..^1], addReply: true)
                .SequenceEqual(TurnsAsTokens.Texts(Conversations.Tokenizer(Conversations.Special), prompt)));
        }

        probe.Observe("nothing said yet", (IEnumerable<int>)template.Prompt([]));
    }
}

public sealed class TemplatesAreRefused()
    : Check("M09.E1.template-refuses", "refuses a vocabulary without the special tokens, and talk without a reply")
{
    public override void Probe(Probe probe)
    {
        for (int i = 0; i < Conversations.Special.Length; i++)
        {
            BytePairTokenizer tokenizer = Conversations.Tokenizer(Conversations.Special.Where((_, k) => k != i));
            probe.ObserveThrows<ArgumentException>($"a vocabulary without {Conversations.Special[i]}",
                () => _ = new SftTemplate(tokenizer));
        }

        SftTemplate template = new(Conversations.Tokenizer([.. Conversations.Special.Reverse(), "<|more|>"]));
        probe.Observe("ids in another order", template.Encode([ChatTurn.System("a"), ChatTurn.User("a"), ChatTurn.Assistant("a")]).Ids);
        probe.ObserveThrows<ArgumentException>("no turns", () => template.Encode([]));
        probe.ObserveThrows<ArgumentException>("no reply", () => template.Encode([ChatTurn.System("a"), ChatTurn.User("b")]));
        probe.ObserveThrows<ArgumentException>("a tool's turn",
            () => template.Encode([ChatTurn.User("a"), ChatTurn.Tool("7"), ChatTurn.Assistant("b")]));
        probe.ObserveThrows<ArgumentException>("a call", () => template.Encode([ChatTurn.User("a"), ChatTurn.Call("{}")]));
        probe.ObserveThrows<ArgumentException>("a tool's turn in a prompt", () => template.Prompt([ChatTurn.Tool("7")]));
        probe.ObserveThrows<ArgumentException>("a call in a prompt", () => template.Prompt([ChatTurn.Call("{}")]));
        probe.ObserveThrows<ArgumentNullException>("no tokenizer", () => _ = new SftTemplate(null!));
    }
}
