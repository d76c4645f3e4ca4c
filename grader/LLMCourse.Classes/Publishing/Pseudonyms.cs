using System.Globalization;

namespace LLMCourse.Classes.Publishing;

/// <summary>Names for the leaderboard that say nothing of their bearers and stay the same from one publishing to
/// the next, such as "Quiet Heron 42".</summary>
internal sealed class Pseudonyms
{
    private static readonly string[] Manners =
    [
        "Amber", "Bold", "Brave", "Bright", "Brisk", "Calm", "Clever", "Copper", "Cosmic", "Crisp", "Curious", "Dapper", "Eager", "Early",
        "Fair", "Fleet",
        "Gentle", "Gilded", "Glad", "Golden", "Grand", "Hardy", "Honest", "Ivory", "Jolly", "Keen", "Kind", "Lively", "Lucid", "Lucky",
        "Lunar", "Mellow",
        "Merry", "Mighty", "Misty", "Modest", "Nimble", "Noble", "Patient", "Placid", "Polar", "Prime", "Proud", "Quick", "Quiet", "Rapid",
        "Ready", "Royal",
        "Rustic", "Sage", "Scarlet", "Serene", "Silver", "Sleek", "Solar", "Steady", "Stellar", "Sunny", "Swift", "Tidy", "Velvet", "Vivid",
        "Warm", "Wise",
    ];

    private static readonly string[] Animals =
    [
        "Albatross", "Alpaca", "Badger", "Beaver", "Bison", "Bittern", "Bunting", "Caribou", "Cheetah", "Chough", "Condor", "Cormorant",
        "Crane", "Curlew", "Dolphin", "Dormouse",
        "Dunlin", "Egret", "Falcon", "Finch", "Fox", "Gannet", "Gazelle", "Gecko", "Goshawk", "Grebe", "Hare", "Harrier", "Hedgehog",
        "Heron", "Ibex", "Ibis",
        "Jackdaw", "Jay", "Kestrel", "Kingfisher", "Kite", "Lapwing", "Lark", "Lemur", "Linnet", "Lynx", "Marten", "Martin", "Merlin",
        "Nightjar", "Ocelot", "Osprey",
        "Otter", "Owl", "Petrel", "Pipit", "Plover", "Puffin", "Raven", "Robin", "Seal", "Shrike", "Siskin", "Snipe", "Starling", "Stoat",
        "Swallow", "Tern",
    ];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Names a class.</summary>
    /// <param name="secret">What the names follow from.</param>
    /// <param name="students">The students' keys.</param>
    public Pseudonyms(SiteSecret secret, IEnumerable<string> students)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (string student in students.Order(StringComparer.Ordinal))
        {
            int attempt = 0;
            string name = Name(secret.NumberOf(student, attempt));
            while (!taken.Add(name)) name = ++attempt < 20
                ? Name(secret.NumberOf(student, attempt))
                : string.Create(CultureInfo.InvariantCulture, $"{Name(secret.NumberOf(student, attempt))}-{attempt}");
            _names.Add(student, name);
        }
    }

    /// <summary>Returns a student's pseudonym.</summary>
    public string this[string student] => _names[student];

    private static string Name(uint number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manners[number % 64]} {Animals[number / 64 % 64]} {10 + (number / 4096 % 90)}");
}
