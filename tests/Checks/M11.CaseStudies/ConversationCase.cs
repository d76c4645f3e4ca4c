using System.Globalization;

namespace LLMCourse.Checks.M11;

/// <summary>The chat assistant: forty turns, each with a new fact, and then a question about the first.</summary>
internal static class ConversationCase
{
    private const int Sessions = 20, Turns = 40, BudgetTokens = 256, FactTokens = 60, MessageTokens = 3;
    private const string Unknown = "I do not know";

    // A fact's key, the same asked in other words, and two values.
    private static readonly (string Key, string Other, string[] Values)[] Facts =
    [
        ("name", "Who am I?", ["Anna", "Bela"]), ("city", "Where do I live?", ["Lund", "Graz"]),
        ("job", "What do I do for a living?", ["baker", "pilot"]), ("sister", "Who else did our parents bring up?", ["Ida", "Nora"]),
        ("pet", "Which animal sleeps at my feet?", ["dog", "parrot"]),
        ("instrument", "What do I play in the evening?", ["cello", "flute"]), ("birthday", "When was I born?", ["3 May", "9 June"]),
        ("allergy", "Which food must I not eat?", ["nuts", "eggs"]), ("car", "What do I drive?", ["van", "truck"]),
        ("language", "What did we speak at home?", ["Welsh", "Basque"]),
    ];

    public static IEnumerable<(string Slice, string Input, string? Expected, string? Got)> Run()
    {
        for (int i = 0; i < Sessions; i++)
        {
            (string key, string other, string[] values) = Facts[i % Facts.Length];
            string value = values[i / Facts.Length], told = $"Hello, {key}={value}!";
            using ChatRig rig = new();

            // The model understands every question; it can answer it if the prompt has the fact.
            rig.Answer = prompt =>
            {
                string all = ChatRig.Text(prompt), line = $"\n- {key}: ";
                int at = all.IndexOf(line, StringComparison.Ordinal);
                return !prompt[^1].Content.EndsWith('?') ? "Well, that is something to think about for a while" : at < 0
                    ? Unknown
                    : all[(at + line.Length)..].Split('\n')[0];
            };
            ChatSession session = rig.Open($"s{i}",
                new ChatSessionOptions { BudgetTokens = BudgetTokens, FactTokens = FactTokens, MessageTokens = MessageTokens });
            _ = ChatRig.Send(session, told);
            for (int turn = 2; turn < Turns; turn++)
                _ = ChatRig.Send(session,
                    string.Create(CultureInfo.InvariantCulture,
                        $"t{turn}: the {turn}th thing that I have to tell you today, with hobby{turn}=number {turn} of many!"));
            string question = $"And what is my {key}?", denial = $"By the way, what I said of my {key} is not so.";
            ChatReply reply = ChatRig.Send(session, question);
            yield return (CritiquePlan.Asked, $"turn 1: {told} … turn {Turns}: {question}", value, reply.Text);
            ChatReply again = session.EditAsync(reply.TurnId, other).GetAwaiter().GetResult();
            yield return (CritiquePlan.OtherWords, $"turn 1: {told} … turn {Turns}: {other}", value, again.Text);
            _ = session.EditAsync(reply.TurnId, denial).GetAwaiter().GetResult();
            yield return (CritiquePlan.TakenBack, $"turn 1: {told} … turn {Turns}: {denial} {question}", Unknown,
                ChatRig.Send(session, question).Text);
            int dearest = rig.Prompts.Max(prompt => prompt.Sum(message => ChatRig.Words(message.Content) + MessageTokens));
            yield return (CritiquePlan.Budget, $"all prompts of session {i}", $"at most {BudgetTokens}",
                dearest.ToString(CultureInfo.InvariantCulture));
        }
    }
}
