package dev.osprey.data.format.voc;

import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.reading.DatasetFormat;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.ImageFolders;
import dev.osprey.data.format.reading.SplitNames;
import dev.osprey.data.format.reading.VocCorners;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pascal VOC's layout: {@code Annotations/*.xml}, {@code ImageSets/Main/<split>.txt}, {@code
 * JPEGImages/}, in the folder itself or in one below it; and its variants: {@code annotations/} or
 * {@code annots/} and {@code images/}, annotation files beside their images, folders {@code
 * train/}, {@code valid/}, {@code test/} of these. Classes are those of all annotation files,
 * sorted by name, or those of a class file, in its order; {@code difficult} becomes a trait; {@link
 * VocCorners} states how corners are read. A sample's id is its position in the split, from 1.
 */
public final class VocFormat implements DatasetFormat {

  @Override
  public String layout() {
    return "Annotations/*.xml, ImageSets/Main/<split>.txt and JPEGImages/, or annotations/ and"
        + " images/, or *.xml beside the images, here or one folder below";
  }

  @Override
  public boolean recognises(Path folder) {
    return !VocLayout.in(folder).isEmpty();
  }

  @Override
  public boolean recognisesAnnotations(Path annotations) {
    return !VocLayout.xmlFiles(annotations).isEmpty();
  }

  @Override
  public List<String> splits(Path folder) {
    List<VocLayout> layouts = VocLayout.in(folder);
    return layouts.size() == 1
        ? layouts.get(0).splits()
        : layouts.stream().map(VocLayout::name).filter(SplitNames::isUsual).toList();
  }

  @Override
  public Dataset read(DatasetSource source, EntryProblems problems) {
    Part part = part(source);
    VocSamples reading =
        new VocSamples(
            part.layout.annotations(),
            new ImageFolders(
                source.images() != null ? List.of(source.images()) : part.layout.imageFolders()),
            source,
            problems);
    return new Dataset(
        source.split() == null ? "all" : source.split(),
        reading.labels(part.all),
        part.list == null ? reading.all() : reading.listed(part.list));
  }

  /**
   * What is read.
   *
   * @param list the file that names the images; null if all are read
   * @param all layouts that share their classes
   */
  private record Part(VocLayout layout, @Nullable Path list, List<VocLayout> all) {}

  private static Part part(DatasetSource source) {
    String split = source.split();
    if (source.annotations() != null) {
      Path absolute = source.annotations().toAbsolutePath();
      Path root =
          source.folder() != null
              ? source.folder()
              : absolute.getParent() == null ? absolute : absolute.getParent();
      VocLayout outright = new VocLayout(root, source.annotations());
      return new Part(outright, outright.list(split), List.of(outright));
    }
    if (source.folder() == null) {
      throw new UserError("no VOC annotations are given. Pass --data DIR or --annotations DIR");
    }
    List<VocLayout> layouts = VocLayout.in(source.folder());
    if (layouts.isEmpty()) {
      throw new UserError(
          source.folder()
              + " has no VOC layout: looked for Annotations/*.xml, annotations/*.xml"
              + " and *.xml beside images, here and one folder below");
    }
    VocLayout named = split == null ? null : named(split, layouts);
    if (named != null) {
      return new Part(named, named.lists().isEmpty() ? null : named.list(split), layouts);
    }
    if (layouts.size() == 1) {
      return new Part(layouts.get(0), layouts.get(0).list(split), layouts);
    }
    throw several(source.folder(), split, layouts);
  }

  /** The layout in the folder of a split, or null if there is none. */
  private static @Nullable VocLayout named(String split, List<VocLayout> layouts) {
    String name = SplitNames.resolve(split, layouts.stream().map(VocLayout::name).toList());
    return layouts.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }

  private static UserError several(Path folder, @Nullable String split, List<VocLayout> layouts) {
    boolean areSplits = layouts.stream().allMatch(each -> SplitNames.isUsual(each.name()));
    if (areSplits) {
      return SplitNames.unclear(folder, split, layouts.stream().map(VocLayout::name).toList());
    }
    return new UserError(
        folder
            + " holds several VOC data sets. Pass one of them: "
            + layouts.stream()
                .map(each -> each.root().toString())
                .collect(Collectors.joining(", ")));
  }
}
