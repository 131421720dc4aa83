using System.Xml.Linq;

namespace Parley.Architecture.Tests;

/// <summary>A project as its file says: what it references and which packages it takes.</summary>
internal sealed record ProjectFile(string Name, string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> OwnVersions)
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<ProjectFile> All(string folder) =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Read)];

    private static ProjectFile Read(string path)
    {
        var items = XDocument.Load(path).Descendants().ToList();
        return new ProjectFile(
            System.IO.Path.GetFileNameWithoutExtension(path),
            path,
            [.. Included(items, "ProjectReference").Select(r => System.IO.Path.GetFileNameWithoutExtension(r.Replace('\\', '/')))],
            [.. Included(items, "PackageReference")],
            [.. items.Where(i => i.Name.LocalName == "PackageReference" && (i.Attribute("Version") ?? i.Attribute("VersionOverride")) is not null).Select(i => (string)i.Attribute("Include")!)]);
    }

    private static IEnumerable<string> Included(IEnumerable<XElement> items, string kind) =>
        items.Where(i => i.Name.LocalName == kind).Select(i => (string?)i.Attribute("Include")).OfType<string>();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Parley.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no Parley.slnx above {AppContext.BaseDirectory}");
    }
}
