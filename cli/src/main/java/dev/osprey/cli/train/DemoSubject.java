package dev.osprey.cli.train;

import dev.osprey.data.synthetic.FacesDataset;
import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.data.synthetic.SyntheticDataset;

/** The subject of a demo: the images that are drawn and the configuration that is trained. */
enum DemoSubject {
  /** Geometric shapes, found by a RetinaNet. */
  SHAPES("demo", "demo.yaml", "Osprey demo", ShapesDataset.class),
  /** Faces with landmarks, found by a RetinaFace. */
  FACES("demo-faces", "demo-faces.yaml", "Osprey demo: faces", FacesDataset.class);

  /** The name of the run's folder. */
  final String folderName;

  /** The resource with the settings of the data set and of the run. */
  final String resource;

  /** The title of the report. */
  final String title;

  final Class<? extends SyntheticDataset> dataset;

  DemoSubject(
      String folderName, String resource, String title, Class<? extends SyntheticDataset> dataset) {
    this.folderName = folderName;
    this.resource = resource;
    this.title = title;
    this.dataset = dataset;
  }
}
